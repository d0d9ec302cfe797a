import { describe, expect, it } from "vitest";
import { countsOf, dayOf, forceOf, recordsOf } from "./records";
import { group, held, rec } from "./testdata";

describe("records", () => {
  it("gather their versions under the current one", () => {
    const ones = recordsOf(group("admin", rec({ version: 2, digest: "d2" }), rec({ version: 1, current: false }), rec({ record_id: "2" }), rec({ agency: "lc-tax" })));
    expect(ones.map((o) => [o.record.record_id, o.record.agency, o.record.version, o.older.length])).toEqual([
      ["1", "lc-amr", 2, 1],
      ["2", "lc-amr", 1, 0],
      ["1", "lc-tax", 1, 0],
    ]);
  });

  it.each([
    ["the decision", rec(), "2025-03-05"],
    ["the validity", rec({ occurred_on: "", valid_from: "2025-04-01" }), "2025-04-01"],
    ["the arrival, in China", rec({ occurred_on: "", valid_from: "", known_at: "2025-03-06T16:30:00Z" }), "2025-03-07"],
  ])("are ordered by the day of %s", (_, r, day) => {
    expect(dayOf(r)).toBe(day);
  });

  it("are counted by class, with what is withheld", () => {
    const counts = countsOf({ groups: [group("admin", rec(), rec({ record_id: "2" }))], withheld: [held(), held({ class: "serious", count: "1" })] }, () => ({ zh: "名单", en: "lists" }));
    expect(counts.map((c) => [c.class, c.name_zh, c.shown, c.withheld])).toEqual([
      ["admin", "admin", 2, 2],
      ["serious", "名单", 0, 1],
    ]);
  });

  it.each([
    ["in force", rec(), "inForce"],
    ["not yet in force", rec({ in_force: false, valid_from: "2025-05-01" }), "notYet"],
    ["ended", rec({ in_force: false, valid_to: "2025-04-01" }), "notInForce"],
    ["withdrawn", rec({ withdrawn: true, in_force: false }), "withdrawn"],
  ])("are %s on the day that is looked at", (_, r, force) => {
    expect(forceOf(r, "2025-04-20")).toBe(force);
  });
});
