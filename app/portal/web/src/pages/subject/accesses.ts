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
