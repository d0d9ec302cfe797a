import type { Profile } from "../profile/records";

export interface Given {
  resource: string;
  name: string;
  count: number;
}

/** givenOf counts the records of an answer by resource as its evidence does: each record once, without its superseded versions. */
export function givenOf(profile: Pick<Profile, "groups">): Given[] {
  const given = new Map<string, Given>();
  for (const r of profile.groups.flatMap((g) => g.records)) {
    if (!r.current) continue;
    const before = given.get(r.resource);
    given.set(r.resource, { resource: r.resource, name: r.resource_name, count: (before?.count ?? 0) + 1 });
  }
  return [...given.values()].sort((a, b) => a.resource.localeCompare(b.resource));
}
