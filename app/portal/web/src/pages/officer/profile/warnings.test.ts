import { describe, expect, it } from "vitest";
import { group, held, profile, rec } from "./testdata";
import { cautionsOf, warningsOf } from "./warnings";

const kinds = (...groups: ReturnType<typeof group>[]) => warningsOf(profile({ groups })).map((w) => `${w.kind}:${w.records.length}`);

describe("warnings", () => {
  it.each([
    ["nothing", [], []],
    ["permits warn of nothing", [group("admin", rec())], []],
    ["a list in force", [group("serious", rec({ resource: "serious_list" }))], ["serious:1"]],
    ["a list that has ended", [group("serious", rec({ resource: "serious_list", in_force: false }))], []],
    ["a list entry that was withdrawn", [group("serious", rec({ resource: "serious_list", withdrawn: true }))], []],
    ["an earlier version of a record", [group("admin", rec({ resource: "penalty", in_force: false }), rec({ resource: "penalty", current: false }))], []],
    ["a new list whose resource is not known here", [group("serious", rec({ resource: "red_black_list" }))], ["serious:1"]],
    ["limits on consumption and judgments", [group("judicial", rec({ resource: "enforcement" }), rec({ resource: "judgment" }))], ["enforcement:1"]],
    ["abnormal operation", [group("abnormal", rec({ resource: "abnormal_operation" }))], ["abnormal:1"]],
    ["a grave record of another kind", [group("contract", rec({ resource: "breach", severity: "serious" }))], ["grave:1"]],
    [
      "the gravest first",
      [group("admin", rec({ resource: "penalty" }), rec({ resource: "penalty", record_id: "2" })), group("abnormal", rec({ resource: "abnormal_operation" })), group("serious", rec({ resource: "serious_list" }))],
      ["serious:1", "penalty:2", "abnormal:1"],
    ],
  ])("%s", (_, groups, expected) => {
    expect(kinds(...groups)).toEqual(expected);
  });

  it("say how many have no end, and are newest first", () => {
    const [w] = warningsOf(
      profile({ groups: [group("admin", rec({ resource: "penalty", record_id: "a", occurred_on: "2024-01-01" }), rec({ resource: "penalty", record_id: "b", valid_to: "2027-01-01" }))] }),
    );
    expect(w?.endless).toBe(1);
    expect(w?.records.map((o) => o.record.record_id)).toEqual(["b", "a"]);
  });

  it("are graver with a grave penalty among them", () => {
    const tone = (severity: string) => warningsOf(profile({ groups: [group("admin", rec({ resource: "penalty", severity }))] }))[0]?.tone;
    expect(tone("minor")).toBe("warn");
    expect(tone("serious")).toBe("danger");
  });

  it("name a registration that has ended", () => {
    const p = profile();
    expect(warningsOf({ ...p, subject: { ...p.subject, status: "吊销" } }).map((w) => w.kind)).toEqual(["status"]);
  });

  it("are not silent about records that are withheld", () => {
    expect(cautionsOf({ withheld: [held(), held({ resource: "penalty", count: "3" }), held({ resource: "serious_list", class: "serious", count: "1" }), held({ resource: "penalty", count: "1", reason: "X" })] })).toEqual([
      { kind: "serious", count: 1 },
      { kind: "penalty", count: 4 },
    ]);
  });
});
