import type { CreditRecord, Profile } from "../../components/credit/records";

/** What a subject should attend to, gravest first. */
export const heeds = ["serious", "enforcement", "abnormal", "penalty"] as const;
export type Heed = (typeof heeds)[number];

export interface HeedOf {
  kind: Heed;
  class: string;
  records: CreditRecord[];
}

/** heedOf finds what is in force against the subject: by what a record is, never by counting. */
export function heedOf(profile: Pick<Profile, "groups">): HeedOf[] {
  const found = new Map<Heed, HeedOf>();
  for (const group of profile.groups) {
    for (const r of group.records) {
      if (!r.in_force || r.withdrawn) continue;
      const kind = kindOf(group.class, r);
      if (kind === null) continue;
      const one = found.get(kind) ?? { kind, class: group.class, records: [] };
      one.records.push(r);
      found.set(kind, one);
    }
  }
  return heeds.flatMap((k) => found.get(k) ?? []);
}

function kindOf(code: string, r: CreditRecord): Heed | null {
  if (code === "serious") return "serious";
  if (r.resource === "enforcement") return "enforcement";
  if (code === "abnormal") return "abnormal";
  return r.resource === "penalty" ? "penalty" : null;
}
