import type { Schema } from "../../api/types";
import { chinaDay } from "../../lib/chinaTime";
import type { Tone } from "../StatusTag";

export type Profile = Schema<"history.v1.ProfileReply">;
export type Group = Profile["groups"][number];
export type CreditRecord = Group["records"][number];

/** The standard's word for no end. */
const noEnd = "2099-12-31";

/** endless tells a term without an end. */
export const endless = (date: string): boolean => date.startsWith(noEnd);

/** The items that say in a few words what a record is about, for the resources of the national base catalog. */
const telling: Record<string, readonly string[]> = {
  org_registration: ["JGZT", "ZTLX", "DJJG"],
  person_registration: ["RKZT"],
  permit: ["XK_XKZS", "XK_NR"],
  penalty: ["CF_CFLB", "CF_WFXW"],
  judgment: ["SSDW", "AY"],
  enforcement: ["XXLX", "LXQK"],
  abnormal_operation: ["LRYY"],
  serious_list: ["LRSY"],
  commitment: ["CNLX", "LYZT"],
  tax_grade: ["PJND", "PJDJ"],
  award: ["RYMC", "RYJB"],
};

/** headline is what a record is about: its telling items as far as they are shown. Empty when none is, or only a number such as a year. */
export function headline(r: Pick<CreditRecord, "resource" | "fields">): string {
  const told = (telling[r.resource] ?? []).flatMap((name) => r.fields.find((f) => f.name === name && !f.masked && f.value !== "")?.value ?? []).join(" · ");
  return /^\d+$/.test(told) ? "" : told;
}

/** Leaning is what a record says of its subject: by what it is, never by counting. */
export type Leaning = "bad" | "good" | "plain";

/** leaning tells what a record of a class says of its subject. */
export function leaning(code: string, r: Pick<CreditRecord, "resource" | "severity">): Leaning {
  if (code === "serious" || code === "abnormal" || r.resource === "enforcement" || r.resource === "penalty") return "bad";
  if (r.severity === "minor" || r.severity === "general" || r.severity === "serious") return "bad";
  return code === "honour" ? "good" : "plain";
}

/** severityTone is how a severity is shown; null for one that is not known. */
export function severityTone(severity: string): Tone | null {
  return severity === "serious" ? "danger" : severity === "general" ? "warn" : severity === "minor" ? "neutral" : null;
}

/** publicationTone is how a state of publication is shown. */
export const publicationTone = (state: string): Tone => (state === "published" ? "info" : "neutral");

/** todayOf is the day of an answer in China, by which terms are judged; of now where it names none. */
export const todayOf = (p: Pick<Profile, "answered_at">): string => chinaDay(p.answered_at || new Date().toISOString());
