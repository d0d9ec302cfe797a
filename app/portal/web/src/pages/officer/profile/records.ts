import type { Schema } from "../../../api/types";
import { chinaDay } from "../../../lib/chinaTime";

export type Reply = Schema<"history.v1.ProfileReply">;
export type Subject = Schema<"history.v1.Subject">;
export type Rec = Schema<"history.v1.ProfileRecord">;
export type Group = Schema<"history.v1.ClassGroup">;
export type Field = Schema<"history.v1.FieldValue">;
export type Withheld = Schema<"history.v1.Withheld">;

/** Profile is an answer about one subject, with the ledger index of its evidence. */
export interface Profile extends Reply {
  subject: Subject;
  index: string;
}

/** keyOf tells records apart: the natural key is its agency's own. All versions of a record share it. */
export const keyOf = (r: Rec): string => `${r.resource}|${r.record_id}|${r.agency}`;

/** domId is where a record stands on the page. */
export const domId = (key: string): string => `record-${encodeURIComponent(key)}`;

/** dayOf is the day a record is ordered by: of the decision, else from when it is valid, else of its arrival. */
export const dayOf = (r: Rec): string => r.occurred_on || r.valid_from || chinaDay(r.known_at);

/** One is a record with its superseded versions, newest first. */
export interface One {
  key: string;
  record: Rec;
  older: Rec[];
}

/** recordsOf gathers the versions of each record of a class, in the order of the answer. */
export function recordsOf(group: Group): One[] {
  const byKey = new Map<string, One>();
  for (const r of group.records) {
    const key = keyOf(r);
    const one = byKey.get(key);
    if (one === undefined) byKey.set(key, { key, record: r, older: [] });
    else if (r.current) byKey.set(key, { key, record: r, older: [one.record, ...one.older] });
    else one.older.push(r);
  }
  return [...byKey.values()];
}

/** allRecords are the records of an answer, each once. */
export const allRecords = (profile: { groups: Group[] }): One[] => profile.groups.flatMap(recordsOf);

/** inForce tells whether a record has effect: the latest word of its source, not taken back, and valid. */
export const inForce = (r: Rec): boolean => r.current && !r.withdrawn && r.in_force;

/** Force is whether a record has effect on the day that is looked at, and if not, why. */
export type Force = "inForce" | "notYet" | "notInForce" | "withdrawn";

/** forceOf tells it by that day (ISO 8601): what has not begun has not ended. */
export function forceOf(r: Rec, day: string): Force {
  if (r.withdrawn) return "withdrawn";
  if (inForce(r)) return "inForce";
  return day !== "" && (r.valid_from || r.occurred_on) > day ? "notYet" : "notInForce";
}

/** ClassCount is how much of a class is shown, and how much is not. */
export interface ClassCount {
  class: string;
  name_zh: string;
  name_en: string;
  shown: number;
  withheld: number;
}

/** countsOf counts by class, in the order of the answer; classes of which everything is withheld follow. */
export function countsOf(profile: Pick<Reply, "groups" | "withheld">, nameOf: (code: string) => { zh: string; en: string }): ClassCount[] {
  const counts = new Map<string, ClassCount>();
  for (const g of profile.groups) {
    counts.set(g.class, { class: g.class, name_zh: g.name_zh, name_en: g.name_en, shown: recordsOf(g).length, withheld: 0 });
  }
  for (const w of profile.withheld) {
    const known = counts.get(w.class);
    const name = nameOf(w.class);
    const count = known ?? { class: w.class, name_zh: name.zh, name_en: name.en, shown: 0, withheld: 0 };
    counts.set(w.class, { ...count, withheld: count.withheld + Number(w.count) });
  }
  return [...counts.values()];
}
