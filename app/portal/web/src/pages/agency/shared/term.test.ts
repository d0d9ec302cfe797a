import { describe, expect, it } from "vitest";
import { formatDay, isWorking, parseDay, termOf, todayIn, urgencyOf, workingDaysBetween, type Workdays } from "./term";

const day = (text: string) => parseDay(text) ?? Number.NaN;

/** The National Day of 2026 as in configs/rules/holidays.csv: off until the 7th, worked on 20 September and 10 October. */
const w: Workdays = {
  lateAfter: 7,
  years: new Map([
    [2026, { holidays: new Set(["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"]), workdays: new Set(["2026-09-20", "2026-10-10"]), provisional: false }],
  ]),
};

describe("parseDay", () => {
  it.each([
    ["ISO", "2026-02-28", "2026-02-28"],
    ["slashes without zeros", "2026/2/8", "2026-02-08"],
    ["dots", "2026.02.08", "2026-02-08"],
    ["eight digits", "20260208", "2026-02-08"],
    ["Chinese", "2026年2月8日", "2026-02-08"],
    ["full-width digits", "２０２６／２／８", "2026-02-08"],
    ["a midnight after it", "2026-02-08 00:00:00", "2026-02-08"],
    ["spaces around", " 2026-02-08 ", "2026-02-08"],
    ["a day that is none", "2024/2/30", null],
    ["a time of day", "2026-02-08 13:00:00", null],
    ["a word", "长期", null],
    ["nothing", "", null],
  ])("%s", (_, text, want) => {
    const got = parseDay(text);
    expect(got === null ? null : formatDay(got)).toBe(want);
  });
});

describe("working days", () => {
  it("know holidays and the weekends worked in exchange", () => {
    expect(isWorking(day("2026-10-01"), w)).toBe(false);
    expect(isWorking(day("2026-10-10"), w)).toBe(true);
    expect(isWorking(day("2026-10-11"), w)).toBe(false);
    expect(isWorking(day("2025-10-01"), w)).toBe(true); // a year without a notice goes by its weekdays
  });
  it("count from the day after, up to and including the last", () => {
    expect(workingDaysBetween(day("2026-09-30"), day("2026-10-08"), w)).toBe(1);
    expect(workingDaysBetween(day("2026-10-08"), day("2026-10-08"), w)).toBe(0);
    expect(workingDaysBetween(day("2026-10-08"), day("2026-10-01"), w)).toBe(0);
  });
});

describe("termOf", () => {
  it.each([
    ["decided today", "2026-11-25", "2026-11-25", "2026-12-04", 7],
    ["the last day", "2026-11-16", "2026-11-25", "2026-11-25", 0],
    ["one day over", "2026-11-13", "2026-11-25", "2026-11-24", -1],
    ["across the holidays", "2026-09-29", "2026-10-09", "2026-10-14", 4],
    ["very long ago", "2020-01-02", "2026-10-09", "2020-01-13", Number.NEGATIVE_INFINITY],
  ])("%s", (_, decided, today, due, left) => {
    const term = termOf(day(decided), day(today), w);
    expect(term === null ? null : { due: formatDay(term.due), left: term.left }).toEqual({ due, left });
  });
  it("has no term for a day in the future", () => {
    expect(termOf(day("2026-11-26"), day("2026-11-25"), w)).toBeNull();
  });
});

describe("urgencyOf", () => {
  it.each([
    [-3, "late"],
    [0, "today"],
    [1, "soon"],
    [2, "soon"],
    [3, "week"],
    [7, "week"],
  ])("%i", (left, want) => {
    expect(urgencyOf(left)).toBe(want);
  });
});

describe("todayIn", () => {
  it("counts days where the exchange is", () => {
    expect(formatDay(todayIn(new Date("2026-11-25T17:00:00Z")))).toBe("2026-11-26");
    expect(formatDay(todayIn(new Date("2026-11-25T15:59:00Z")))).toBe("2026-11-25");
  });
});
