import type { One } from "./records";

/** Step is an instant at which something arrived; what was known then can be asked for. */
export interface Step {
  /** RFC 3339, to be asked with. */
  at: string;
  /** How many records had arrived by then. */
  known: number;
}

/** How many steps the slider has at most. */
const most = 40;

/** The lengths that arrivals are gathered by, in milliseconds: the finest that gives few enough steps is taken. */
const spans = [1_000, 60_000, 3_600_000, 86_400_000, 30 * 86_400_000, 365 * 86_400_000];
/** Official days begin at midnight in China. */
const china = 8 * 3_600_000;

/** stepsOf lists when records arrived, oldest first, each time with the last arrival of its span. */
export function stepsOf(records: readonly One[], limit = most): Step[] {
  const arrivals = records
    .flatMap((o) => [o.record, ...o.older])
    .flatMap((r) => (r.known_at ? [r.known_at] : []))
    .sort((a, b) => padded(a).localeCompare(padded(b)));
  const first = new Map<string, string>();
  for (const o of records) {
    for (const r of [o.record, ...o.older]) {
      const before = first.get(o.key);
      if (r.known_at && (before === undefined || padded(r.known_at) < padded(before))) first.set(o.key, r.known_at);
    }
  }
  const known = (at: string) => [...first.values()].filter((f) => padded(f) <= padded(at)).length;
  for (const span of spans) {
    const steps = gathered(arrivals, span);
    if (steps.length <= limit || span === spans.at(-1)) return steps.map((at) => ({ at, known: known(at) }));
  }
  return [];
}

/** gathered keeps the last arrival of each span. */
function gathered(arrivals: readonly string[], span: number): string[] {
  const last = new Map<number, string>();
  for (const at of arrivals) last.set(Math.floor((Date.parse(at) + china) / span), at);
  return [...last.values()];
}

/** positionOf is the step that an instant or a day falls on: the last one at or before it, -1 before the first. A day means its end, in China. */
export function positionOf(steps: readonly Step[], asOf: string): number {
  const at = isDay(asOf) ? `${asOf}T23:59:59.999999999+08:00` : asOf;
  const end = padded(at);
  return steps.findLastIndex((s) => padded(s.at) <= end);
}

export const isDay = (asOf: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(asOf);

/** readAsOf keeps a day or an instant out of the address; anything else is no past state. */
export function readAsOf(raw: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(raw) && !Number.isNaN(Date.parse(raw));
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/.test(raw) && !Number.isNaN(Date.parse(raw));
  return day || instant ? raw : "";
}

/** padded writes an instant so that texts compare as times do: in UTC, with nine digits of the second. */
export function padded(instant: string): string {
  const fraction = /\.(\d{1,9})/.exec(instant)?.[1] ?? "";
  const t = Date.parse(instant.replace(/\.\d+/, ""));
  return Number.isNaN(t) ? instant : `${new Date(t).toISOString().slice(0, 19)}.${fraction.padEnd(9, "0")}`;
}
