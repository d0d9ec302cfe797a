import { describe, expect, it } from "vitest";
import { parseDay } from "../shared/term";
import type { Item } from "../shared/useResources";
import { columnWidth, filtered, findingsOf, previewOf, provisionalYears } from "./previewModel";
import type { Outcome } from "./send";

const item = (name: string, name_zh: string, more: Partial<Item> = {}): Item => ({
  name,
  name_zh,
  type: "C",
  length: 50,
  scale: 0,
  obligation: "M",
  condition: "",
  codes: [],
  rule: "",
  rule_en: "",
  sensitivity: "public",
  publish: true,
  unit: "",
  aliases: [],
  ...more,
});
const items = [item("MC", "名称", { aliases: ["XDR"] }), item("RQ", "决定日期", { type: "D" }), item("NR", "内容")];
const outcome = (line: number, field: string, more: Partial<Outcome> = {}): Outcome => ({
  line: String(line),
  status: "refused",
  record_id: "",
  field,
  reason: "R",
  message: `line ${line}`,
  next_step: "mend",
  rule: "",
  quarantine_id: "",
  ...more,
});
const clock = { today: parseDay("2026-11-25") ?? 0, workdays: { years: new Map(), lateAfter: 7 }, provisional: [] };
const table = {
  header: ["决定日期", "XDR", "旧列"],
  rows: [
    { line: 2, cells: ["2026-11-24", "甲", ""] },
    { line: 3, cells: ["2024/2/30", "乙", ""] },
    { line: 4, cells: ["2026-11-02", "丙", ""] },
  ],
  charset: "utf-8" as const,
  sheets: [],
};

describe("previewOf", () => {
  const outcomes = [outcome(3, "RQ"), outcome(3, "NR"), outcome(4, "MC", { status: "accepted" }), outcome(9, "")];
  const got = previewOf({ table, items, decisionItem: "RQ", outcomes, clock });

  it("ties columns to items by name, Chinese name or alias", () => {
    expect(got.columns).toEqual([
      { title: "决定日期", item: 1 },
      { title: "名称", note: "XDR", item: 0 },
      { title: "旧列", item: -1 },
    ]);
    expect(got.decided).toBe(0);
  });
  it("puts findings at their cells, and those of missing columns at the row, with the item's name", () => {
    const line = got.lines[1];
    expect(line?.columns.get(0)).toEqual([{ tone: "danger", message: "line 3", next: "mend" }]);
    expect(line?.row).toEqual([{ tone: "danger", message: "内容: line 3", next: "mend" }]);
    expect(line?.refused).toBe(true);
  });
  it("counts terms down from the day of the decision; a day that is none has no term", () => {
    expect(got.lines.map((l) => l.term?.left)).toEqual([6, undefined, -10, undefined]);
  });
  it("says which years' working days are not certain, where they decide", () => {
    expect(provisionalYears(got.lines, { ...clock, provisional: [2026, 2027] })).toEqual([2026]);
  });
  it("shows a line that only has findings", () => {
    expect(got.lines[3]).toMatchObject({ line: 9, cells: null, refused: true, hinted: false });
  });
  it("keeps the lines of a filter", () => {
    expect(filtered(got.lines, "refused").map((l) => l.line)).toEqual([3, 9]);
    expect(filtered(got.lines, "hinted").map((l) => l.line)).toEqual([4]);
  });
  it("lists findings in the order of lines and columns, the row's first", () => {
    expect(findingsOf(got.lines).map((f) => [f.line, f.col])).toEqual([[3, -1], [3, 0], [4, 1], [9, -1]]);
  });
  it("shows only what has findings when the file cannot be read", () => {
    const bare = previewOf({ table: null, items, decisionItem: "RQ", outcomes, clock });
    expect(bare.columns.map((c) => c.title)).toEqual(["名称", "决定日期", "内容"]);
    expect(bare.lines.map((l) => l.line)).toEqual([3, 4, 9]);
  });
});

describe("columnWidth", () => {
  it("stays within bounds", () => {
    expect(columnWidth("a", [])).toBe(96);
    expect(columnWidth("内容", ["很".repeat(100)])).toBe(260);
  });
});
