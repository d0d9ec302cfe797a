import { describe, expect, it } from "vitest";
import { emptyDraft, isDraft, isEmpty, rebased, toggled } from "./draft";
import type { Line } from "./lines";

const line: Line = { id: "", type: "p", subject: "officer", domain: "*", object: "*", action: "x", effect: "allow", fields: "", purposes: "", case_pattern: "", scope: "", until: "" };

describe("a draft", () => {
  it("takes lines for removal and lets them go", () => {
    const one = toggled(emptyDraft("3"), "l1");
    expect(one).toEqual({ base: "3", add: [], remove: ["l1"] });
    expect(isEmpty(toggled(one, "l1"))).toBe(true);
  });
  it("goes on from another version without what is gone", () => {
    const d = { base: "3", add: [line], remove: ["l1", "l2"] };
    expect(rebased(d, "4", [{ ...line, id: "l2" }])).toEqual({ base: "4", add: [line], remove: ["l2"] });
  });
  it.each<[string, unknown, boolean]>([
    ["as it was saved", { base: "3", add: [line], remove: ["l1"] }, true],
    ["nothing", null, false],
    ["another shape", { base: 3, add: [], remove: [] }, false],
    ["a line that lacks a column", { base: "3", add: [{ id: "x" }], remove: [] }, false],
    ["an id that is none", { base: "3", add: [], remove: [7] }, false],
  ])("is known again: %s", (_, v, want) => {
    expect(isDraft(v)).toBe(want);
  });
});
