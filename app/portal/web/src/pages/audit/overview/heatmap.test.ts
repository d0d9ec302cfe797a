import { describe, expect, it } from "vitest";
import { daysOf, filled, gridOf, weekdayOf } from "./heatmap";

describe("the heat map", () => {
  it("puts counts at their weekday and hour, and zero elsewhere", () => {
    const cells = [
      { weekday: 3, hour: 21, count: "646", denied: "2" },
      { weekday: 7, hour: 0, count: "1", denied: "0" },
    ];
    const all = gridOf(cells, "count");
    expect([all.length, all[0]?.length]).toEqual([7, 24]);
    expect([all[2]?.[21], all[6]?.[0], all[0]?.[0]]).toEqual([646, 1, 0]);
    expect(gridOf(cells, "denied")[2]?.[21]).toBe(2);
  });
  it("ignores a cell that is none", () => {
    expect(gridOf([{ weekday: 8, hour: 24, count: "5", denied: "0" }], "count").flat().every((n) => n === 0)).toBe(true);
  });
});

describe("days", () => {
  const days = ["2026-11-18", "2026-11-21", "2026-11-25"].map((day) => ({ day, count: "3", denied: "1" }));
  it("of a weekday, newest first", () => {
    expect(weekdayOf("2026-11-25")).toBe(3);
    expect(weekdayOf("2026-11-29")).toBe(7);
    expect(daysOf(days, 3)).toEqual(["2026-11-25", "2026-11-18"]);
    expect(daysOf(days, 1)).toEqual([]);
  });
  it("without events are shown as zero", () => {
    const all = filled(days);
    expect(all.map((d) => d.count)).toEqual(["3", "0", "0", "3", "0", "0", "0", "3"]);
    expect(filled([])).toEqual([]);
  });
  it("of a wrong clock do not fill the page", () => {
    expect(filled([{ day: "1970-01-01", count: "1", denied: "0" }, ...days])).toHaveLength(4);
  });
});
