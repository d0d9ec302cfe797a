import { oneOf, text, type Codec } from "../../../lib/urlState";

/** The ledger counts hours and days in China's time, which has no daylight saving; so the filter does, too. */
const zone = "+08:00";
const zoneMs = 8 * 3_600_000;

export const periods = ["today", "7d", "30d", "month", "all", "custom"] as const;
export type Period = (typeof periods)[number];

export const kindCodes = ["query", "search", "refusal", "push", "policy", "session", "export", "ledger", "catalog", "malformed"] as const;

/** moment is a day as YYYY-MM-DD, or an hour of it as YYYY-MM-DDTHH; empty for none. */
const moment: Codec<string> = {
  fallback: "",
  parse: (raw) => (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]))?$/.test(raw) ? raw : undefined),
  format: (v) => v,
};

/** Filter is what the address holds. No ID number may come here: see looksLikeCitizenId where subjects are typed. */
export interface Filter {
  period: Period;
  /** First and last day or hour, both included; of the period `custom` only. */
  from: string;
  to: string;
  actor: string;
  agency: string;
  subject: string;
  purpose: string;
  case: string;
  decision: "" | "allow" | "deny";
  kind: "" | (typeof kindCodes)[number];
  resource: string;
}

export const shape = {
  period: oneOf(periods, "30d"),
  from: moment,
  to: moment,
  actor: text(),
  agency: text(),
  subject: text(),
  purpose: text(),
  case: text(),
  decision: oneOf(["", "allow", "deny"], ""),
  kind: oneOf(["", ...kindCodes], ""),
  resource: text(),
};

/** The conditions beside the time. */
export const conditions = ["actor", "agency", "subject", "purpose", "case", "decision", "kind", "resource"] as const;
export type Condition = (typeof conditions)[number];

/** sameFilter compares what two filters hold: any change of the address makes a new one. */
export const sameFilter = (a: Filter, b: Filter): boolean => (Object.keys(shape) as (keyof Filter)[]).every((k) => a[k] === b[k]);

/** No conditions; the period stays. */
export const cleared: Partial<Filter> = Object.fromEntries(conditions.map((c) => [c, ""]));

/** dayIn is the day in China at an instant, some days earlier or later. */
export function dayIn(now: Date, shift = 0): string {
  return new Date(now.getTime() + zoneMs + shift * 86_400_000).toISOString().slice(0, 10);
}

/** spanOf is the time of a filter: `from` included, `to` not; an open end is absent. */
export function spanOf(f: Pick<Filter, "period" | "from" | "to">, now: Date): { from: string; to?: string } {
  const today = dayIn(now);
  switch (f.period) {
    case "today":
      return { from: start(today) };
    case "7d":
      return { from: start(dayIn(now, -6)) };
    case "30d":
      return { from: start(dayIn(now, -29)) };
    case "month":
      return { from: start(`${today.slice(0, 7)}-01`) };
    case "all":
      // The summary takes no beginning for the last thirty days.
      return { from: start("2000-01-01") };
    case "custom":
      return { from: start(f.from === "" ? "2000-01-01" : f.from), ...(f.to === "" ? {} : { to: after(f.to) }) };
  }
}

/** queryOf is what the interface is asked with. */
export function queryOf(f: Filter, now: Date): Record<string, string> {
  const all = { ...spanOf(f, now), actor: f.actor, agency: f.agency, subject: f.subject, purpose: f.purpose, case_no: f.case, decision: f.decision, kind: f.kind, resource: f.resource };
  return Object.fromEntries(Object.entries(all).filter(([, v]) => v !== ""));
}

/** searchOf writes a filter into an address. */
export function searchOf(f: Partial<Filter>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(f)) if (value !== "" && !(name === "period" && value === shape.period.fallback)) params.set(name, value);
  const search = params.toString();
  return search === "" ? "" : `?${search}`;
}

const start = (moment: string): string => `${moment.length === 10 ? `${moment}T00` : moment}:00:00${zone}`;

function after(moment: string): string {
  const length = moment.length === 10 ? 86_400_000 : 3_600_000;
  const end = new Date(Date.parse(start(moment)) + length + zoneMs).toISOString();
  return `${end.slice(0, 19)}${zone}`;
}
