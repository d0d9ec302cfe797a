import type { Schema } from "../../../api/types";

export type Summary = Schema<"audit.v1.SummaryReply">;
export type HourCell = Summary["hours"][number];
export type Day = Summary["days"][number];

/** What the heat map counts. */
export type Measure = "count" | "denied";

export const hours: readonly number[] = Array.from({ length: 24 }, (_, i) => i);
/** 1 is Monday, 7 is Sunday. */
export const weekdays: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** gridOf lays the cells out: one row for each weekday, one number for each hour. Hours without events are 0. */
export function gridOf(cells: readonly HourCell[], measure: Measure): number[][] {
  const grid = weekdays.map(() => hours.map(() => 0));
  for (const c of cells) {
    const row = grid[c.weekday - 1];
    if (row !== undefined && c.hour >= 0 && c.hour < 24) row[c.hour] = Number(c[measure]);
  }
  return grid;
}

/** daysOf names the days with events that fall on a weekday, newest first. */
export function daysOf(days: readonly Day[], weekday: number): string[] {
  return days
    .map((d) => d.day)
    .filter((day) => weekdayOf(day) === weekday)
    .reverse();
}

/** weekdayOf is the weekday of a day: 1 Monday to 7 Sunday. */
export function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}

/** filled puts the days without events between the first and the last of those with some, so that a pause shows as one. */
export function filled(days: readonly Day[]): Day[] {
  const first = days[0]?.day;
  const last = days.at(-1)?.day;
  if (first === undefined || last === undefined) return [];
  const known = new Map(days.map((d) => [d.day, d]));
  const out: Day[] = [];
  // A clock that was wrong may have made a day long ago: then only days with events are shown.
  if ((Date.parse(last) - Date.parse(first)) / 86_400_000 > 730) return [...days];
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    out.push(known.get(day) ?? { day, count: "0", denied: "0" });
  }
  return out;
}
