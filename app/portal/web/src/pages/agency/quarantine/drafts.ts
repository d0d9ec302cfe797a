import { onIdentityChange } from "../../../api/session";
import { forgetJob, keepJob, recallJob } from "../../../lib/useJob";
import type { Item } from "../shared/useResources";

/** Values are a record's texts by item. */
export type Values = Readonly<Record<string, string>>;

/** Drafts are edits that were not submitted, by the id of the quarantined record. */
export type Drafts = Readonly<Record<string, Values>>;

const name = "agency.drafts";
const person = "自然人";

/** Types whose values name nobody: numbers, days, years, times, yes and no. */
const plainTypes = new Set(["N", "Y", "D", "T", "M", "B", "I", "F"]);

/**
 * keepable tells whether an edit may lie in the browser's storage over a reload. Sealed and authorised items never; of a natural person,
 * or where it is not certain that there is none, only what names nobody: days, numbers, values of code lists. Public texts about an
 * organisation are public anyway.
 */
export function keepable(item: Item, items: readonly Item[], values: Values): boolean {
  if (item.sensitivity !== "public" && item.sensitivity !== "shared") return false;
  if (item.codes.length > 0 || plainTypes.has(item.type)) return true;
  return item.sensitivity === "public" && !mayBePerson(items, values);
}

/** mayBePerson is false only where the record says that it is about an organisation, or the resource holds no sealed item at all. */
export function mayBePerson(items: readonly Item[], values: Values): boolean {
  const kind = items.find((i) => i.codes.includes(person));
  if (kind === undefined) return items.some((i) => i.sensitivity === "sealed");
  const told = (values[kind.name] ?? "").trim();
  return told === person || !kind.codes.includes(told);
}

const isValues = (v: unknown): v is Values => typeof v === "object" && v !== null && Object.values(v).every((t) => typeof t === "string");

interface Kept {
  who: string;
  drafts: Drafts;
}

const isKept = (v: unknown): v is Kept => {
  if (typeof v !== "object" || v === null) return false;
  const { who, drafts } = v as Partial<Record<keyof Kept, unknown>>;
  return typeof who === "string" && typeof drafts === "object" && drafts !== null && Object.values(drafts).every(isValues);
};

/** recallDrafts reads what this person left in this tab. */
export function recallDrafts(who: string): Drafts {
  const kept = recallJob(name, isKept);
  return kept?.who === who ? kept.drafts : {};
}

/** keepDraft notes the edits of a record that may be kept; none removes it. */
export function keepDraft(who: string, id: string, edits: Values): void {
  const drafts = { ...recallDrafts(who), [id]: edits };
  const left = Object.fromEntries(Object.entries(drafts).filter(([, e]) => Object.keys(e).length > 0));
  if (Object.keys(left).length === 0) forgetJob(name);
  else keepJob(name, { who, drafts: left } satisfies Kept);
}

let guarded = false;

/** guardDrafts forgets the drafts when this person leaves, or another one takes over. (A reload is no such change.) */
export function guardDrafts(): void {
  if (guarded) return;
  guarded = true;
  onIdentityChange(() => {
    forgetJob(name);
  });
}
