import { columns, type Line } from "./lines";

/** Draft is a change of the policy that was not sent yet. It holds lines and no personal data, so it may survive a reload. */
export interface Draft {
  /** The version that it was made against. */
  base: string;
  add: Line[];
  /** Ids. */
  remove: string[];
}

export const emptyDraft = (base: string): Draft => ({ base, add: [], remove: [] });

export const isEmpty = (d: Draft): boolean => d.add.length + d.remove.length === 0;

/** toggled takes a line for removal, or takes that back. */
export function toggled(d: Draft, id: string): Draft {
  return { ...d, remove: d.remove.includes(id) ? d.remove.filter((r) => r !== id) : [...d.remove, id] };
}

/** rebased goes on from another version: what was removed there already is left out. */
export function rebased(d: Draft, version: string, lines: readonly Line[]): Draft {
  const there = new Set(lines.map((l) => l.id));
  return { base: version, add: d.add, remove: d.remove.filter((id) => there.has(id)) };
}

/** isDraft knows what an earlier page left. */
export function isDraft(v: unknown): v is Draft {
  if (typeof v !== "object" || v === null || !("base" in v) || !("add" in v) || !("remove" in v)) return false;
  const { base, add, remove } = v;
  return typeof base === "string" && Array.isArray(remove) && remove.every((r) => typeof r === "string") && Array.isArray(add) && add.every(isLine);
}

function isLine(v: unknown): boolean {
  return typeof v === "object" && v !== null && columns.every((c) => typeof (v as Record<string, unknown>)[c] === "string");
}
