import type { Problem } from "../grid/types";
import { problemOf } from "../push/previewModel";
import type { Schema } from "../../../api/types";
import { itemFinder, type Item } from "../shared/useResources";
import { daysLeft, type Quarantined } from "../shared/useOpenQuarantine";
import type { Values } from "./drafts";

export type Receipt = Schema<"exchange.v1.Receipt">;
type Outcome = Schema<"exchange.v1.Outcome">;

/** Correction is a row of the grid: a quarantined record, what was changed, and what became of it. */
export interface Correction {
  /** The entry that the next submission corrects; a refused correction is an entry of its own. */
  id: string;
  /** The entry this began with. */
  first: string;
  line: string;
  withdraws: boolean;
  left: number | undefined;
  due: string;
  /** Empty fields of an entry whose raw bytes are no record. */
  readable: boolean;
  base: Values;
  edits: Values;
  outcomes: readonly Outcome[];
  state: "open" | "sending" | "again" | "done" | "failed";
  /** The receipt that took it; empty before. */
  receipt: string;
  error: unknown;
}

/** correctionOf begins the correction of an entry with what was left of the last one. */
export function correctionOf(q: Quarantined, edits: Values): Correction {
  const settled = q.state !== "open";
  const fields = q.fields ?? {};
  return {
    id: q.id,
    first: q.id,
    line: q.line,
    withdraws: q.content_type.includes("op=withdraw"),
    left: daysLeft(q),
    due: q.due_on,
    readable: Object.keys(fields).length > 0,
    base: fields,
    edits: settled ? {} : edits,
    outcomes: q.reasons,
    state: settled ? "done" : "open",
    receipt: q.resubmitted_as,
    error: null,
  };
}

/** valueAt is what an item of a row would be submitted as. */
export function valueAt(c: Correction, item: string): string {
  return c.edits[item] ?? c.base[item] ?? "";
}

/** edited sets an item; back to what it was is no edit. */
export function edited(c: Correction, item: string, text: string): Correction {
  const edits = { ...c.edits, [item]: text };
  const kept = Object.fromEntries(Object.entries(edits).filter(([name, t]) => t !== (c.base[name] ?? "")));
  return { ...c, edits: kept, state: c.state === "failed" ? "open" : c.state, error: null };
}

/** recordOf is the JSON of a corrected record: the items that hold something. Fields that the catalog does not know stay out. */
export function recordOf(c: Correction, items: readonly Item[]): string {
  return JSON.stringify(Object.fromEntries(items.map((i) => [i.name, valueAt(c, i.name)] as const).filter(([, text]) => text.trim() !== "")));
}

/** settledBy is a row after its submission: taken, or refused again with new reasons, under the id of the new entry. */
export function settledBy(c: Correction, receipt: Receipt): Correction {
  if (Number(receipt.accepted) > 0) return { ...c, base: { ...c.base, ...c.edits }, edits: {}, outcomes: receipt.outcomes, state: "done", receipt: receipt.id, error: null };
  const refused = receipt.outcomes.filter((o) => o.status === "refused");
  return { ...c, id: refused[0]?.quarantine_id || c.id, base: { ...c.base, ...c.edits }, edits: {}, readable: true, outcomes: refused, state: "again", error: null };
}

/** Problems of a row, by item and against the row as a whole. */
export interface Problems {
  row: Problem[];
  items: ReadonlyMap<string, Problem[]>;
}

/** problemsOf sorts what stands against a row. */
export function problemsOf(c: Correction, items: readonly Item[]): Problems {
  const find = itemFinder(items);
  const row: Problem[] = [];
  const byItem = new Map<string, Problem[]>();
  for (const o of c.state === "done" ? [] : c.outcomes) {
    const item = items[find(o.field)];
    if (item === undefined) row.push(problemOf(o));
    else byItem.set(item.name, [...(byItem.get(item.name) ?? []), problemOf(o)]);
  }
  return { row, items: byItem };
}

/** openProblems counts what stands against a row and was not changed since. */
export function openProblems(c: Correction, items: readonly Item[]): number {
  const p = problemsOf(c, items);
  return p.row.length + [...p.items].filter(([name]) => c.edits[name] === undefined).reduce((n, [, list]) => n + list.length, 0);
}

/** unknownFields are the names in what was sent that the catalog does not have. */
export function unknownFields(c: Correction, items: readonly Item[]): string[] {
  const find = itemFinder(items);
  return Object.keys(c.base).filter((name) => find(name) < 0);
}

/** newestFirst drops entries of which a newer attempt is listed, too, and puts the rest in the order of their pushes and lines. */
export function newestFirst(list: readonly Quarantined[]): Quarantined[] {
  const parents = new Set(list.map((q) => q.parent));
  return list.filter((q) => !parents.has(q.id)).sort((a, b) => b.receipt.localeCompare(a.receipt) || Number(a.line) - Number(b.line));
}
