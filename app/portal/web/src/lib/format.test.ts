import { afterEach, describe, expect, it, vi } from "vitest";
import { formatBytes, formatDate, formatExact, formatMoney, formatNumber, formatRelative, formatTime } from "./format";
import { parseDivisions } from "./labels";

describe("formats", () => {
  it.each([
    ["a 64-bit number as text", formatNumber("3973", "zh"), "3,973"],
    ["what is no number", formatNumber("abc", "zh"), ""],
    ["nothing", formatNumber(undefined, "zh"), ""],
    ["money in 万元", formatMoney("12.500000", "zh"), "12.5 万元"],
    ["money in yuan", formatMoney("12.5", "en"), "CNY 125,000"],
    ["small bytes", formatBytes(512, "en"), "512 B"],
    ["large bytes", formatBytes(1_610_612_736, "en"), "1.5 GiB"],
    ["no bytes", formatBytes(0, "en"), "0 B"],
    ["a date of a push", formatDate("2026/03/05", "zh"), "2026-03-05"],
    ["no end", formatDate("2099-12-31", "zh"), "长期"],
    ["no date", formatDate("soon", "zh"), "soon"],
  ])("%s", (_, got, want) => {
    expect(got).toBe(want);
  });
  it("name divisions, in force before former", () => {
    const names = parseDivisions("code,name,level,parent,status,source\n371502,旧名,county,371500,revoked,x\n371502,东昌府区,county,371500,active,x\n371599,旧区,county,371500,revoked,x\n");
    expect(names.get("371502")).toBe("东昌府区");
    expect(names.get("371599")).toBe("旧区");
  });
});

describe("times", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.useRealTimers();
  });

  it.each([
    ["Asia/Shanghai", "2026-03-06 07:30", "2026-03-06 07:30:15.042 +08:00"],
    ["UTC", "2026-03-05 23:30", "2026-03-05 23:30:15.042 +00:00"],
    // A zone of half hours.
    ["America/St_Johns", "2026-03-05 20:00", "2026-03-05 20:00:15.042 -03:30"],
  ])("are written in the reader's zone %s", (zone, minute, exact) => {
    vi.stubEnv("TZ", zone);
    expect(formatTime("2026-03-05T23:30:15.042Z")).toBe(minute);
    expect(formatExact("2026-03-05T23:30:15.042Z")).toBe(exact);
  });

  it.each([
    ["2026-03-05T23:27:00Z", "3 分钟前", "3 minutes ago"],
    ["2026-03-04T23:30:00Z", "1 天前", "a day ago"],
    ["2026-03-08T23:30:00Z", "3 天内", "in 3 days"],
  ])("%s is told from now in both languages", (at, zh, en) => {
    vi.useFakeTimers({ now: Date.parse("2026-03-05T23:30:00Z") });
    expect(formatRelative(at, "zh")).toBe(zh);
    expect(formatRelative(at, "en")).toBe(en);
  });

  it("stay as they came when they are no instants", () => {
    for (const format of [formatTime, formatExact, (at: string) => formatRelative(at, "en")]) expect(format("soon")).toBe("soon");
  });
});
