import { describe, expect, it } from "vitest";
import { readUrl } from "../../../lib/urlState";
import { cleared, dayIn, queryOf, searchOf, shape, spanOf, type Filter } from "./filter";

// 2026-03-01 in China, still February elsewhere.
const now = new Date("2026-02-28T17:30:00Z");
const base = readUrl<Filter>(shape, new URLSearchParams());

describe("spanOf", () => {
  it.each<[string, Partial<Filter>, { from: string; to?: string }]>([
    ["today begins at midnight in China", { period: "today" }, { from: "2026-03-01T00:00:00+08:00" }],
    ["seven days count today", { period: "7d" }, { from: "2026-02-23T00:00:00+08:00" }],
    ["thirty days", { period: "30d" }, { from: "2026-01-31T00:00:00+08:00" }],
    ["the month in China", { period: "month" }, { from: "2026-03-01T00:00:00+08:00" }],
    ["all", { period: "all" }, { from: "2000-01-01T00:00:00+08:00" }],
    ["days include the last", { period: "custom", from: "2026-02-27", to: "2026-02-28" }, { from: "2026-02-27T00:00:00+08:00", to: "2026-03-01T00:00:00+08:00" }],
    ["an hour", { period: "custom", from: "2026-12-31T23", to: "2026-12-31T23" }, { from: "2026-12-31T23:00:00+08:00", to: "2027-01-01T00:00:00+08:00" }],
    ["open ends", { period: "custom" }, { from: "2000-01-01T00:00:00+08:00" }],
  ])("%s", (_, f, want) => {
    expect(spanOf({ ...base, ...f }, now)).toEqual(want);
  });
});

describe("the filter", () => {
  it("asks only for what is set", () => {
    expect(queryOf({ ...base, period: "today", case: "聊市监案〔2026〕15号", decision: "deny" }, now)).toEqual({ from: "2026-03-01T00:00:00+08:00", case_no: "聊市监案〔2026〕15号", decision: "deny" });
  });
  it("is read back from its address", () => {
    const f: Filter = { ...base, period: "custom", from: "2026-02-01", to: "2026-02-03T08", subject: "91371502MAXX00162B", kind: "query" };
    expect(readUrl<Filter>(shape, new URLSearchParams(searchOf(f)))).toEqual(f);
    expect(searchOf({ ...base, ...cleared })).toBe("");
  });
  it("takes no day that is none", () => {
    expect(readUrl<Filter>(shape, new URLSearchParams("period=custom&from=2026-02-31T24&to=x")).from).toBe("");
  });
  it("knows the day in China", () => {
    expect([dayIn(now), dayIn(now, -1)]).toEqual(["2026-03-01", "2026-02-28"]);
  });
});
