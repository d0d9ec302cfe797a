import type { Schema } from "../../../api/types";

export type Event = Schema<"audit.v1.Event">;

/** The members that the detail has as texts. */
const texts = ["actor", "actor_name", "agency", "credential", "subject", "resource", "action", "purpose", "case_no", "reason", "line", "trace", "note", "given", "answer_digest"] as const;
const numbers = ["policy_version", "count", "withheld"] as const;

/** eventOf reads a verified detail the way the server answers an event; null for one that is no event. */
export function eventOf(index: string, detail: string): Event | null {
  let raw: unknown;
  try {
    // Numbers of 64 bits are read as texts. Within a text the quotes would be escaped.
    raw = JSON.parse(detail.replace(/"(policy_version|count|withheld)":(-?\d+)/g, '"$1":"$2"'));
  } catch {
    return null;
  }
  if (typeof raw !== "object" || raw === null) return null;
  const member = (name: string): unknown => (raw as Record<string, unknown>)[name];
  const text = (name: string): string => {
    const value = member(name);
    return typeof value === "string" ? value : "";
  };
  const at = member("at");
  if (typeof at !== "number") return null;
  return {
    index,
    at: new Date(at).toISOString(),
    kind: text("kind"),
    decision: text("decision"),
    ...(Object.fromEntries(texts.map((name) => [name, text(name)])) as Record<(typeof texts)[number], string>),
    ...(Object.fromEntries(numbers.map((name) => [name, text(name) || "0"])) as Record<(typeof numbers)[number], string>),
  };
}

/** differing names the members in which what the page shows is not what was proven. */
export function differing(shown: Event, proven: Event): string[] {
  const names = ["index", "kind", "decision", ...texts, ...numbers] as const;
  const out: string[] = names.filter((name) => shown[name] !== proven[name]);
  // A time that is missing or none equals nothing.
  if (Date.parse(shown.at) !== Date.parse(proven.at)) out.push("at");
  return out;
}
