import { describe, expect, it } from "vitest";
import { differs, diffOf } from "./diff";
import { group, profile, rec } from "./testdata";

const of = (...records: Parameters<typeof rec>[0][]) => profile({ groups: [group("admin", ...records.map((r) => rec(r)))] });

describe("what differs from today", () => {
  it.each([
    ["nothing", of({}), of({}), []],
    ["a correction since", of({}), of({ digest: "d2", version: 2 }), [["permit|1|lc-amr", "changed"]]],
    ["a withdrawal since, not shown any more", of({}), of(), [["permit|1|lc-amr", "gone"]]],
    ["a withdrawal since, shown with all versions", of({}), of({ withdrawn: true, digest: "" }), [["permit|1|lc-amr", "gone"]]],
    ["the end of its validity", of({}), of({ in_force: false }), [["permit|1|lc-amr", "lapsed"]]],
    ["the beginning of its validity", of({ in_force: false }), of({}), [["permit|1|lc-amr", "began"]]],
  ])("%s", (_, past, present, changes) => {
    const d = diffOf(past, present);
    expect([...d.changes]).toEqual(changes);
    expect(d.later).toEqual([]);
    expect(differs(d)).toBe(changes.length > 0);
  });

  it("what arrived later", () => {
    const d = diffOf(of({}), of({}, { record_id: "2" }));
    expect(d.later.map((o) => o.record.record_id)).toEqual(["2"]);
    expect(d.changes.size).toBe(0);
  });

  it("another name and state of the subject", () => {
    const past = of();
    const d = diffOf({ ...past, subject: { ...past.subject, name: "鲁科化工", status: "" } }, of());
    expect(d.subject).toEqual([
      { item: "name", then: "鲁科化工", now: "盛润医药" },
      { item: "status", then: "", now: "存续" },
    ]);
  });
});
