import type { Schema } from "../../api/types";

export type Access = Schema<"history.v1.AccessEvent">;

/** Month is the accesses of one month, newest first. */
export interface Month {
  /** YYYY-MM in the zone of the reader. */
  month: string;
  events: Access[];
}

/** byMonth groups accesses, which come newest first, by the month in which they were. */
export function byMonth(events: readonly Access[], monthOf: (at: string) => string): Month[] {
  const months: Month[] = [];
  for (const e of events) {
    const month = monthOf(e.at);
    const last = months[months.length - 1];
    if (last?.month === month) last.events.push(e);
    else months.push({ month, events: [e] });
  }
  return months;
}

/** isPublic tells looks at the public page, which name no agency either. */
export const isPublic = (e: Access): boolean => e.agency === "" && !isOwn(e);

/** isOwn tells the subject's own looks, which name no agency. */
export const isOwn = (e: Access): boolean => e.kind === "own";

/** Stands in the address for all departments; no agency has such a code. */
export const departments = "*";

/** Filter is what of the accesses is shown. */
export interface Filter {
  decision: "" | "allow" | "deny";
  /** Code of an agency, `departments`, or empty for everybody. */
  agency: string;
}

/** fits tells whether a filter lets an access through. */
export function fits(e: Access, f: Filter): boolean {
  return (f.decision === "" || (e.decision === "allow") === (f.decision === "allow")) && (f.agency === "" || (f.agency === departments ? e.agency !== "" : e.agency === f.agency));
}

/** agenciesOf are the codes and names of the agencies to choose from: those of the accesses, and the one that is chosen though none is of it. */
export function agenciesOf(events: readonly Access[], chosen: string): [string, string][] {
  const names = new Map(events.filter((e) => e.agency !== "").map((e) => [e.agency, e.agency_name || e.agency]));
  if (chosen !== "" && chosen !== departments && !names.has(chosen)) names.set(chosen, chosen);
  return [...names];
}
