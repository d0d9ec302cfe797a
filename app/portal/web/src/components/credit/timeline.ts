import { leaning, type CreditRecord, type Group, type Leaning } from "./records";

const day = 86_400_000;
const year = 365.25 * day;
/** Marks nearer than this many pixels take another row. */
const apart = 15;
const mostRows = 3;

export interface Mark {
  record: CreditRecord;
  leaning: Leaning;
  /** Pixels from the left of the strip. */
  x: number;
  row: number;
  /** While it is shown to the public, in pixels; null when it is not. */
  bar: { from: number; to: number } | null;
  /** Before the strip begins: drawn at its edge. */
  earlier: boolean;
}

export interface Lane {
  group: Group;
  marks: Mark[];
  rows: number;
}

export interface Strip {
  lanes: Lane[];
  ticks: { x: number; label: string }[];
  today: number;
  from: string;
  to: string;
  count: number;
}

const ms = (date: string): number => Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
const iso = (t: number): string => new Date(t).toISOString().slice(0, 10);

/**
 * layOut places records on a strip of `width` pixels that ends a year after `today`. The registration lies decades back, alone: the
 * strip begins at the first other record, at least two years ago, and what lies before stands at its edge. Null without a date.
 */
export function layOut(groups: readonly Group[], today: string, width: number): Strip | null {
  const now = ms(today);
  const dated = groups.map((group) => ({ group, records: group.records.filter((r) => !Number.isNaN(ms(r.occurred_on))) })).filter((l) => l.records.length > 0);
  const all = dated.flatMap((l) => l.records.map((r) => ms(r.occurred_on)));
  if (all.length === 0) return null;
  const busy = dated.filter((l) => l.group.class !== "registration").flatMap((l) => l.records.map((r) => ms(r.occurred_on)));
  const start = Math.min(now - 2 * year, ...busy) - 45 * day;
  const end = Math.max(now, ...all) + year;
  const x = (t: number) => Math.round(((Math.min(Math.max(t, start), end) - start) / (end - start)) * (width - 20)) + 10;
  const lanes = dated.map(({ group, records }) => {
    const marks = records.map((r) => markOf(group.class, r, x, start)).sort((a, b) => a.x - b.x);
    return { group, marks, rows: pack(marks) };
  });
  return { lanes, ticks: ticksOf(start, end, x, width), today: x(now), from: iso(Math.min(...all)), to: iso(Math.max(...all)), count: all.length };
}

function markOf(code: string, r: CreditRecord, x: (t: number) => number, start: number): Mark {
  const at = ms(r.occurred_on);
  const until = ms(r.publication_until);
  const bar = r.publication === "published" && !Number.isNaN(until) && until > at ? { from: x(at), to: x(until) } : null;
  return { record: r, leaning: leaning(code, r), x: x(at), row: 0, bar, earlier: at < start };
}

/** pack gives each mark the first row where it stays clear of the one before. */
function pack(marks: Mark[]): number {
  const last: number[] = [];
  for (const m of marks) {
    let row = last.findIndex((x) => m.x - x >= apart);
    if (row < 0) row = last.length < mostRows ? last.length : last.indexOf(Math.min(...last));
    last[row] = m.x;
    m.row = row;
  }
  return last.length;
}

/** ticksOf gives the beginnings of years, as many as have room. */
function ticksOf(start: number, end: number, x: (t: number) => number, width: number): { x: number; label: string }[] {
  const first = new Date(start).getUTCFullYear() + 1;
  const last = new Date(end).getUTCFullYear();
  const step = Math.max(1, Math.ceil(((last - first + 1) * 48) / width));
  const out: { x: number; label: string }[] = [];
  for (let y = first; y <= last; y += step) out.push({ x: x(Date.UTC(y, 0, 1)), label: String(y) });
  return out;
}
