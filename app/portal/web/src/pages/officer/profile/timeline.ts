import { dayOf, inForce, recordsOf, type Group, type One, type Rec } from "./records";
import { kindOf } from "./warnings";

/** Look is how a record is drawn: by colour and by shape. */
export type Look = "danger" | "warn" | "good" | "plain";

/** Mark is one record on the picture. Days are milliseconds at midnight UTC. */
export interface Mark {
  key: string;
  record: Rec;
  look: Look;
  /** Of the decision or event. */
  at: number;
  /** The bar of its validity; null where it says none. */
  bar: { from: number; to: number; /** Longer than the picture, or without an end. */ open: boolean } | null;
  inForce: boolean;
  /** From the top of the picture, in rows. */
  row: number;
}

/** Lane is the strip of one class. */
export interface Lane {
  class: string;
  name_zh: string;
  name_en: string;
  from: number;
  rows: number;
}

export interface Timeline {
  marks: Mark[];
  lanes: Lane[];
  rows: number;
  /** What the picture spans, and what it shows at first. */
  start: number;
  end: number;
  from: number;
}

const day = 86_400_000;
const year = 365 * day;
/** A lane has at most this many rows; then marks may touch. */
const mostRows = 4;
/** The registration lies decades back, alone: at first no more than this is shown of the time before everything else. */
const lead = 90 * day;
/** How far the picture goes beyond today: licences that run for decades would press the past together. */
const ahead = year;

/** timelineOf lays the records of an answer out: a lane for each class, a row for what would otherwise overlap. */
export function timelineOf(groups: readonly Group[], today: string): Timeline | null {
  const now = dayMs(today);
  const lanes = groups.map((g) => ({ group: g, ones: recordsOf(g).filter((o) => dayMs(dayOf(o.record)) > 0) })).filter((l) => l.ones.length > 0);
  const days = lanes.flatMap((l) => l.ones.map((o) => dayMs(dayOf(o.record))));
  if (days.length === 0) return null;
  const start = Math.min(...days, now) - 30 * day;
  const end = Math.max(...days, now) + ahead;
  const busy = lanes.filter((l) => l.group.class !== "registration").flatMap((l) => l.ones.map((o) => dayMs(dayOf(o.record))));
  const from = Math.max(start, Math.min(...(busy.length > 0 ? busy : days), now - year) - lead);
  const timeline: Timeline = { marks: [], lanes: [], rows: 0, start, end, from };
  for (const { group, ones } of lanes) {
    const marks = ones.map((o) => markOf(o, group.class, end)).sort((a, b) => a.at - b.at || a.key.localeCompare(b.key));
    const rows = pack(marks, (end - from) / 70);
    for (const m of marks) m.row += timeline.rows;
    timeline.marks.push(...marks);
    timeline.lanes.push({ class: group.class, name_zh: group.name_zh, name_en: group.name_en, from: timeline.rows, rows });
    timeline.rows += rows;
  }
  return timeline;
}

/** lookOf tells good from bad: by what the record is, never by counting. */
export function lookOf(code: string, r: Rec): Look {
  const kind = kindOf({ class: code, resource: r.resource, severity: r.severity });
  if (kind === "serious" || kind === "enforcement" || kind === "grave" || (kind === "penalty" && r.severity === "serious")) return "danger";
  if (kind !== null || r.severity === "general") return "warn";
  return code === "honour" ? "good" : "plain";
}

function markOf(one: One, code: string, end: number): Mark {
  const r = one.record;
  const at = dayMs(dayOf(r));
  const from = dayMs(r.valid_from) || at;
  const to = dayMs(r.valid_to);
  const bar = to > 0 ? { from, to: Math.min(to, end), open: to > end } : r.valid_from !== "" ? { from, to: end, open: true } : null;
  return { key: one.key, record: r, look: lookOf(code, r), at, bar: bar !== null && bar.to > bar.from ? bar : null, inForce: inForce(r), row: 0 };
}

/** pack gives each mark the first row that is free of the one before and of its bar, or else of the mark alone; it tells how many rows that takes. */
function pack(marks: Mark[], gap: number): number {
  const rows: { mark: number; bar: number }[] = [];
  for (const m of marks) {
    let row = rows.findIndex((r) => m.at >= r.mark + gap && m.at >= r.bar);
    if (row < 0 && rows.length < mostRows) row = rows.length;
    if (row < 0) row = rows.findIndex((r) => m.at >= r.mark + gap);
    if (row < 0) row = rows.findIndex((r) => r.mark === Math.min(...rows.map((o) => o.mark)));
    rows[row] = { mark: m.at, bar: Math.max(m.bar?.to ?? m.at, rows[row]?.bar ?? 0) };
    m.row = row;
  }
  return Math.max(rows.length, 1);
}

/** dayMs reads a date; 0 for none. 2099-12-31 is the standard's word for no end, and beyond every picture. */
export function dayMs(date: string): number {
  const t = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(t) ? 0 : t;
}
