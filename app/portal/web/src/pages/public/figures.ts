import type { Statistics } from "./useStatistics";

type Row = Pick<Statistics["rows"][number], "class" | "records">;

/** byClass adds up the records of the resources of each class, most first. */
export function byClass(rows: readonly Row[]): { class: string; records: number }[] {
  const sums = new Map<string, number>();
  for (const r of rows) sums.set(r.class, (sums.get(r.class) ?? 0) + Number(r.records));
  return [...sums].map(([code, records]) => ({ class: code, records })).sort((a, b) => b.records - a.records || a.class.localeCompare(b.class));
}

/** Series is one class over the months of `months`. */
export interface Series {
  class: string;
  counts: number[];
}

/** byMonth lays decisions out by class and month; months without any decision between the first and the last are there, with zeros. */
export function byMonth(cells: readonly { month: string; class: string; records: string }[]): { months: string[]; series: Series[] } {
  const known = cells.filter((c) => /^\d{4}-\d{2}/.test(c.month)).map((c) => ({ ...c, month: c.month.slice(0, 7) }));
  const sorted = known.map((c) => c.month).sort();
  const months = between(sorted[0], sorted[sorted.length - 1]);
  const classes = [...new Set(known.map((c) => c.class))].sort();
  const series = classes.map((code) => ({
    class: code,
    counts: months.map((m) => known.filter((c) => c.class === code && c.month === m).reduce((n, c) => n + Number(c.records), 0)),
  }));
  return { months, series };
}

function between(first: string | undefined, last: string | undefined): string[] {
  if (first === undefined || last === undefined) return [];
  const months: string[] = [];
  let [y = 0, m = 1] = first.split("-").map(Number);
  for (let at = first; at <= last; at = `${y}-${String(m).padStart(2, "0")}`) {
    months.push(at);
    m += 1;
    if (m > 12) [y, m] = [y + 1, 1];
  }
  return months;
}

/**
 * toCSV writes a table as RFC 4180 with a byte order mark, so that spreadsheets read the Chinese. A text that a spreadsheet would take
 * for a formula gets an apostrophe in front.
 */
export function toCSV(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (v: string | number) => {
    const s = typeof v === "string" && /^[=+\-@\t\r]/.test(v) ? `'${v}` : String(v);
    return /[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
  };
  return `\ufeff${[head, ...rows].map((r) => r.map(cell).join(",")).join("\r\n")}\r\n`;
}
