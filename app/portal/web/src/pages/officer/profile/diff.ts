import { allRecords, inForce, type One, type Profile } from "./records";

/** How a record of a past answer differs from the present one. */
export type Change = "changed" | "gone" | "lapsed" | "began";

export interface Diff {
  /** In both, or in the past alone, by key. */
  changes: Map<string, Change>;
  /** Not yet known then. */
  later: One[];
  /** What the subject itself was called or was, then and now. */
  subject: { item: "name" | "status" | "legal_representative" | "division"; then: string; now: string }[];
}

/** diffOf compares what was known then with what is known now. */
export function diffOf(past: Profile, present: Profile): Diff {
  const now = new Map(allRecords(present).map((o) => [o.key, o]));
  const then = new Map(allRecords(past).map((o) => [o.key, o]));
  const changes = new Map<string, Change>();
  for (const [key, before] of then) {
    const change = changeOf(before, now.get(key));
    if (change !== null) changes.set(key, change);
  }
  return {
    changes,
    later: [...now.values()].filter((o) => !then.has(o.key)),
    subject: (["name", "status", "legal_representative", "division"] as const).flatMap((item) =>
      past.subject[item] === present.subject[item] ? [] : [{ item, then: past.subject[item], now: present.subject[item] }],
    ),
  };
}

export const differs = (d: Diff): boolean => d.changes.size + d.later.length + d.subject.length > 0;

function changeOf(before: One, after: One | undefined): Change | null {
  if (after === undefined || (after.record.withdrawn && !before.record.withdrawn)) return "gone";
  if (after.record.digest !== before.record.digest) return "changed";
  if (inForce(before.record) !== inForce(after.record)) return inForce(before.record) ? "lapsed" : "began";
  return null;
}
