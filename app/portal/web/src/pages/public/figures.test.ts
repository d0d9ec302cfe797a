import { describe, expect, it } from "vitest";
import { byClass, byMonth, toCSV } from "./figures";

describe("figures of the public", () => {
  it("add up the resources of a class, most first", () => {
    expect(byClass([{ class: "admin", records: "2" }, { class: "judicial", records: "4" }, { class: "admin", records: "3" }])).toEqual([
      { class: "admin", records: 5 },
      { class: "judicial", records: 4 },
    ]);
  });
  it("have every month between the first and the last, across a new year", () => {
    const cells = [
      { month: "2025-11", class: "admin", records: "7" },
      { month: "2026-02", class: "judicial", records: "1" },
      { month: "2025-11", class: "judicial", records: "2" },
    ];
    expect(byMonth(cells)).toEqual({
      months: ["2025-11", "2025-12", "2026-01", "2026-02"],
      series: [
        { class: "admin", counts: [7, 0, 0, 0] },
        { class: "judicial", counts: [2, 0, 0, 1] },
      ],
    });
    expect(byMonth([])).toEqual({ months: [], series: [] });
  });
  it("are written so that a spreadsheet reads them and runs nothing", () => {
    expect(toCSV(["名称", "n"], [["a,b", 1], ['say "x"', -2], ["=1+1", 3]])).toBe('\ufeff名称,n\r\n"a,b",1\r\n"say ""x""",-2\r\n\'=1+1,3\r\n');
  });
});
