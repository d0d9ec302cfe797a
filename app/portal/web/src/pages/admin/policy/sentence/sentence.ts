import type { Schema } from "../../../../api/types";
import type { Translate } from "../../../../lib/text";
import type { Words } from "../../../../lib/vocabulary/useWords";
import { covers } from "../lines";
import type { SentenceKey } from "./text";

export type Line = Schema<"access.v1.Line">;

/** Names are what a line refers to, in the language of the page. */
export interface Names {
  words: Words;
  agency: (code: string) => string;
  resource: (code: string) => string;
  /** A person or a key by id. */
  holder: (id: string) => string;
  /** Every action there is. */
  vocabulary: readonly string[];
}

type Say = Translate<SentenceKey>;

/** What is done to records of a resource, whose division counts. */
const onRecords = ["record.query", "person.query", "self.query", "record.push", "record.withdraw", "record.backfill"] as const;
type OnRecords = (typeof onRecords)[number];

/** Of these, the level of the items matters. */
const seesItems = new Set(["record.query", "person.query", "self.query", "subject.search"]);

/** So many purposes are named; more are counted. */
const named = 3;

/** sentenceOf tells a policy line as a person would say it. */
export function sentenceOf(l: Line, names: Names, say: Say, now: Date): string {
  if (l.type === "g") return say("role", { person: names.holder(l.subject), agency: names.agency(l.domain), role: names.words.role(l.object) });
  const parts = { who: who(l, names, say), what: what(l, names, say), purposes: purposes(l, names, say), until: until(l, say, now) };
  if (l.effect === "deny") return say("deny", parts);
  const form = l.case_pattern === "" ? "" : say("case", { form: names.words.caseForm(l.case_pattern) });
  return say("allow", { ...parts, fields: fields(l, names, say), case: form });
}

function who(l: Line, names: Names, say: Say): string {
  const role = names.words.role(l.subject);
  return l.domain === "*" || l.domain === "" ? say("everyone", { role }) : say("who", { agency: names.agency(l.domain), role });
}

function what(l: Line, names: Names, say: Say): string {
  const { action } = l;
  if (isOnRecords(action)) return say(action, { object: objectOf(l.object, names, say), where: where(l, say) });
  if (action === "*") return say("everything");
  const all = action.endsWith("*") ? names.vocabulary.filter((a) => covers(action, a)) : [action];
  const said = all.length === 0 ? say("pattern", { pattern: action }) : all.map((a) => names.words.action(a)).join(say("and"));
  return l.object === "*" || l.object === "" ? say("other", { action: said }) : say("otherObject", { action: said, object: l.object });
}

/** where leaves out what pushes are never bound by. */
function where(l: Line, say: Say): string {
  if (l.scope === "own" || l.scope === "city") return say(l.scope);
  return l.action.endsWith(".query") ? say("any") : "";
}

function objectOf(object: string, names: Names, say: Say): string {
  if (object === "*" || object === "" || object === "resource/*") return say("allResources");
  const code = object.replace(/^resource\//, "");
  return code.endsWith("*") ? say("resources", { prefix: code.slice(0, -1) }) : say("resource", { name: names.resource(code) });
}

function fields(l: Line, names: Names, say: Say): string {
  if (!seesItems.has(l.action)) return "";
  const parts = l.fields.split(",").map((f) => f.trim());
  const level = names.words.level(parts.find((p) => !p.startsWith("+")) ?? "");
  const items = parts.filter((p) => p.startsWith("+")).map((p) => p.slice(1));
  return items.length === 0 ? say("fields", { level }) : say("named", { level, items: items.join(say("and")) });
}

function purposes(l: Line, names: Names, say: Say): string {
  const deny = l.effect === "deny";
  if (l.purposes === "" || (deny && l.purposes === "*")) return "";
  if (l.purposes === "*") return say("purposeAny");
  const all = l.purposes.split(",").map((p) => names.words.purpose(p.trim()));
  if (deny) return say("purposeDeny", { list: all.join(say("and")) });
  if (all.length <= named) return say("purposeOf", { list: all.join(say("and")) });
  return say("purposeMany", { list: all[0] ?? "", n: all.length });
}

function until(l: Line, say: Say, now: Date): string {
  if (l.until === "") return "";
  return say(ended(l, now) ? "ended" : "until", { until: l.until });
}

/** ended tells whether a line no longer holds. A bare date is its midnight in China. */
export function ended(l: Pick<Line, "until">, now: Date): boolean {
  if (l.until === "") return false;
  return Date.parse(l.until.length === 10 ? `${l.until}T00:00:00+08:00` : l.until) <= now.getTime();
}

const isOnRecords = (action: string): action is OnRecords => (onRecords as readonly string[]).includes(action);
