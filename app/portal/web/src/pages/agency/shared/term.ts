/** A day as days since 1970-01-01; days are in no zone. */
export type Day = number;

/** YearDays are the days of a year that are not what their weekday says. */
export interface YearDays {
  /** Days off among Monday to Friday, and days worked among Saturday and Sunday, as YYYY-MM-DD. */
  holidays: ReadonlySet<string>;
  workdays: ReadonlySet<string>;
  provisional: boolean;
}

/** Workdays is what decides over working days: years by number, and how many working days a decision may take to arrive. */
export interface Workdays {
  years: ReadonlyMap<number, YearDays>;
  lateAfter: number;
}

/** Term is the last day on which a record is in time, and the working days left until then; negative: late by so many. */
export interface Term {
  due: Day;
  left: number;
}

export type Urgency = "late" | "today" | "soon" | "week";
export const urgencies: readonly Urgency[] = ["late", "today", "soon", "week"];

/** urgencyOf sorts the working days left into what is told apart: late, due today, at most two, the rest of the term. */
export function urgencyOf(left: number): Urgency {
  if (left < 0) return "late";
  if (left === 0) return "today";
  return left <= 2 ? "soon" : "week";
}

const dayLength = 86_400_000;

/** dayOf makes a day of its parts; null for one that does not exist. */
export function dayOf(year: number, month: number, day: number): Day | null {
  const at = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== day) return null;
  return at.getTime() / dayLength;
}

/** parseDay reads a day as the exchange does: YYYY-MM-DD, with / or . between, YYYYMMDD, 年月日, full-width too; a midnight after it is ignored. */
export function parseDay(raw: string): Day | null {
  const plain = raw
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[年月/.]/g, "-")
    .replace(/[日T\u3000\u00a0\t]/g, " ")
    .trim();
  const parts = /^(\d{4})-(\d{1,2})-(\d{1,2})(?: +0?0:00(?::00)?)?$/.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  return parts === null ? null : dayOf(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** formatDay writes a day as YYYY-MM-DD. */
export function formatDay(day: Day): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}

/** yearOf is the year of a day. */
export function yearOf(day: Day): number {
  return new Date(day * dayLength).getUTCFullYear();
}

/** todayIn is today where the exchange counts its days. */
export function todayIn(now: Date, zone = "Asia/Shanghai"): Day {
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
  return parseDay(text) ?? Math.floor(now.getTime() / dayLength);
}

/** isWorking tells a working day; a year that is not known goes by its weekdays. */
export function isWorking(day: Day, w: Workdays): boolean {
  const text = formatDay(day);
  const year = w.years.get(yearOf(day));
  if (year?.holidays.has(text) === true) return false;
  if (year?.workdays.has(text) === true) return true;
  // 1970-01-01 was a Thursday.
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday !== 0 && weekday !== 6;
}

/** workingDaysBetween counts the working days after `from`, up to and including `to`. */
export function workingDaysBetween(from: Day, to: Day, w: Workdays): number {
  let n = 0;
  for (let day = from + 1; day <= to; day++) if (isWorking(day, w)) n++;
  return n;
}

/** Beyond so many days the count says no more than that it is very late. */
export const longAgo = 366;

/** termOf is the term of a decision as the exchange reckons it; null for a day in the future, which has none yet. */
export function termOf(decided: Day, today: Day, w: Workdays): Term | null {
  if (decided > today) return null;
  let due = decided;
  for (let n = 0; n < w.lateAfter; ) if (isWorking(++due, w)) n++;
  if (today - due > longAgo) return { due, left: Number.NEGATIVE_INFINITY };
  return { due, left: today > due ? -workingDaysBetween(due, today, w) : workingDaysBetween(today, due, w) };
}
