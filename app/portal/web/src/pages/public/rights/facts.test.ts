import { describe, expect, it } from "vitest";
import rules from "../../../../../../../configs/rules/publication.csv?raw";
import { parseCSV } from "../../../lib/csv";
import { addMonths, earliestRepair } from "./earliest";
import { bankruptcy, clock, conditions, decides, former, materials, objectionSteps, repairSteps, terms, where, type Fact } from "./facts";

const all: readonly Fact[] = [
  ...terms.flatMap((t) => [t.min, t.max, ...t.examples]),
  ...clock, ...conditions, ...materials, ...decides, ...where, ...former, ...bankruptcy,
  ...[...repairSteps, ...objectionSteps].map((s) => s.limit),
];

describe("what the page says of rights", () => {
  it("has a ground and both languages for each fact", () => {
    expect(all.filter((f) => [f.what.zh, f.what.en, f.basis.zh, f.basis.en].includes(""))).toEqual([]);
    expect(all.some((f) => f.mark === "confirm")).toBe(true);
  });
  it("has the longest periods that the exchange applies", () => {
    const applied = parseCSV(rules).filter((r) => r[0]?.startsWith("O36-") === true);
    const months = (p: string | undefined) => (p === "P1Y" ? 12 : p === "P3Y" ? 36 : null);
    for (const severity of ["general", "serious"]) {
      const row = applied.find((r) => r[2] === severity);
      expect(months(row?.[6])).toBe(terms.find((t) => t.severity === severity)?.maxMonths);
    }
    expect(applied.find((r) => r[2] === "minor")?.[5]).toBe("no");
  });
});

describe("when repair may be asked for", () => {
  it.each([
    ["2026-05-21", "general", { first: "2026-08-21", last: "2027-05-21" }],
    ["2026-11-30", "serious", { first: "2027-11-30", last: "2029-11-30" }],
    ["2026-05-21", "minor", { first: "2026-05-21", last: "2026-08-21" }],
    ["2026-03-31", "general", null],
    ["2026-05-21", "unknown", null],
    ["", "general", null],
  ])("decided on %s, %s", (date, severity, want) => {
    expect(earliestRepair(date, severity)).toEqual(want);
  });
  it("ends with the month where the day is not there", () => {
    expect(addMonths("2026-11-30", 3)).toBe("2027-02-28");
  });
});
