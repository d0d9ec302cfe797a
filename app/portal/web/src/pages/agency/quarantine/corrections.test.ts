import { describe, expect, it } from "vitest";
import type { Item } from "../shared/useResources";
import type { Quarantined } from "../shared/useOpenQuarantine";
import { correctionOf, edited, openProblems, problemsOf, recordOf, settledBy, unknownFields, valueAt, newestFirst, type Receipt } from "./corrections";

const items = ["WSH", "RQ", "NR"].map((name): Item => ({ name, name_zh: `${name}名`, type: "C", length: 10, scale: 0, obligation: "M", condition: "", codes: [], rule: "", rule_en: "", sensitivity: "public", publish: true, unit: "", aliases: [] }));
const outcome = (field: string, status = "refused") => ({ line: "4", status, record_id: "", field, reason: "R", message: `${field} is wrong`, next_step: "mend", rule: "", quarantine_id: "q2" });
const entry = (more: Partial<Quarantined> = {}): Quarantined => ({
  id: "q1",
  resource: "penalty",
  agency: "a",
  receipt: "r1",
  line: "4",
  at: "2026-11-25T08:00:00Z",
  by: "k",
  reasons: [outcome("RQ"), outcome("")],
  state: "open",
  raw: "",
  content_type: "application/json",
  parent: "",
  resubmitted_as: "", settled_at: "", settled_by: "", settled_why: "",
  occurred_on: "",
  due_on: "",
  days_left: 0,
  fields: { WSH: "1号", RQ: "2024/2/30", 旧: "x" },
  ...more,
});
const receipt = (more: Partial<Receipt>): Receipt => ({ accepted: "0", refused: "1", outcomes: [], id: "r2", ...more }) as Receipt;

describe("a correction", () => {
  const c = correctionOf(entry(), {});
  it("shows what was sent, with what is wrong at its items", () => {
    expect(valueAt(c, "RQ")).toBe("2024/2/30");
    expect([...problemsOf(c, items).items.keys()]).toEqual(["RQ"]);
    expect(problemsOf(c, items).row).toHaveLength(1);
    expect(openProblems(c, items)).toBe(2);
    expect(unknownFields(c, items)).toEqual(["旧"]);
    expect(c.left).toBeUndefined();
  });
  it("counts a change, and no longer a change back", () => {
    const changed = edited(c, "RQ", "2024/2/29");
    expect(changed.edits).toEqual({ RQ: "2024/2/29" });
    expect(openProblems(changed, items)).toBe(1);
    expect(edited(changed, "RQ", "2024/2/30").edits).toEqual({});
    expect(edited(c, "NR", "").edits).toEqual({});
  });
  it("submits the items that hold something, and no unknown field", () => {
    expect(JSON.parse(recordOf(edited(edited(c, "RQ", "2024/2/29"), "WSH", " "), items))).toEqual({ RQ: "2024/2/29" });
  });
  it("is done when it was accepted", () => {
    const done = settledBy(edited(c, "RQ", "2024/2/29"), receipt({ accepted: "1", refused: "0" }));
    expect(done).toMatchObject({ state: "done", receipt: "r2", edits: {}, base: { RQ: "2024/2/29" } });
    expect(openProblems(done, items)).toBe(0);
  });
  it("goes on under the new entry when it was refused again", () => {
    const again = settledBy(edited(c, "RQ", "2024/2/31"), receipt({ outcomes: [outcome("RQ"), outcome("NR", "accepted")] }));
    expect(again).toMatchObject({ id: "q2", first: "q1", state: "again", edits: {}, base: { RQ: "2024/2/31" } });
    expect([...problemsOf(again, items).items.keys()]).toEqual(["RQ"]);
  });
  it("takes up what was left before a reload, but not of an entry that is settled", () => {
    expect(correctionOf(entry(), { RQ: "2024/2/29" }).edits).toEqual({ RQ: "2024/2/29" });
    expect(correctionOf(entry({ state: "resubmitted", resubmitted_as: "r9" }), { RQ: "x" })).toMatchObject({ state: "done", receipt: "r9", edits: {} });
  });
  it("knows a withdrawal, a term, and what is no record", () => {
    const c2 = correctionOf(entry({ content_type: "text/csv; charset=utf-8; op=withdraw", due_on: "2026-11-26", days_left: 1, fields: {} }), {});
    expect(c2).toMatchObject({ withdraws: true, left: 1, readable: false });
  });
});

describe("newestFirst", () => {
  it("keeps the newest attempt, in the order of lines", () => {
    const list = [entry(), entry({ id: "q2", parent: "q1", line: "10" }), entry({ id: "q3", line: "9" }), entry({ id: "q4", line: "1", receipt: "r2" })];
    expect(newestFirst(list).map((q) => q.id)).toEqual(["q4", "q3", "q2"]);
  });
});
