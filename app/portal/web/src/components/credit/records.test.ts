import { afterEach, expect, it, vi } from "vitest";
import { headline, leaning, todayOf } from "./records";

const field = (name: string, value: string, masked = false) => ({ name, name_zh: name, value, masked, mask_reason: "", unit: "", needs: "" });

it("a headline leaves out what is masked, empty or absent", () => {
  expect(headline({ resource: "penalty", fields: [field("CF_WFXW", "未公示年报"), field("CF_CFLB", "警告"), field("BZ", "备注")] })).toBe("警告 · 未公示年报");
  expect(headline({ resource: "penalty", fields: [field("CF_WFXW", "***", true), field("CF_CFLB", "")] })).toBe("");
  expect(headline({ resource: "tax_grade", fields: [field("PJND", "2025")] })).toBe("");
  expect(headline({ resource: "tax_grade", fields: [field("PJND", "2025"), field("PJDJ", "B")] })).toBe("2025 · B");
  expect(headline({ resource: "unknown", fields: [field("A", "甲")] })).toBe("");
});

it.each([
  ["admin", "penalty", "unknown", "bad"],
  ["admin", "permit", "unknown", "plain"],
  ["judicial", "enforcement", "unknown", "bad"],
  ["judicial", "judgment", "unknown", "plain"],
  ["serious", "serious_list", "serious", "bad"],
  ["commitment", "commitment", "general", "bad"],
  ["honour", "award", "unknown", "good"],
] as const)("a record of %s/%s of severity %s is %s", (code, resource, severity, want) => {
  expect(leaning(code, { resource, severity })).toBe(want);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

it.each(["UTC", "Asia/Shanghai", "America/New_York"])("the day of an answer is the day in China for a reader in %s", (zone) => {
  vi.stubEnv("TZ", zone);
  // Between midnight and eight in China it is still yesterday in UTC.
  expect(todayOf({ answered_at: "2026-03-05T23:30:00Z" })).toBe("2026-03-06");
  expect(todayOf({ answered_at: "2026-03-06T15:30:00Z" })).toBe("2026-03-06");
  vi.useFakeTimers({ now: Date.parse("2026-03-05T16:30:00Z") });
  expect(todayOf({ answered_at: "" })).toBe("2026-03-06");
});
