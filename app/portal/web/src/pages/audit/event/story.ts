import type { Event } from "../proof/shown";

/** Names are the words of a story in the language of the page. */
export interface Names {
  who: string;
  agency: string;
  action: string;
  purpose: string;
  reason: string;
  at: string;
}

type Say = (key: StoryKey, values?: Record<string, string | number>) => string;
type StoryKey =
  | "story" | "who" | "did" | "whom" | "why" | "whyCase" | "outcomeAllow" | "outcomeAllowPlain" | "outcomeGiven" | "outcomeGivenAll" | "outcomePush" | "outcomeDeny";

/** storyOf tells an event in a sentence: who asked what, about whom, why, and what became of it. */
export function storyOf(e: Event, names: Names, say: Say): string {
  const who = names.agency === "" ? names.who : say("who", { name: names.who, agency: names.agency });
  const whom = e.subject === "" ? "" : say("whom", { subject: e.subject });
  const why = e.purpose === "" ? "" : e.case_no === "" ? say("why", { purpose: names.purpose }) : say("whyCase", { purpose: names.purpose, case: e.case_no });
  return say("story", { who, at: names.at, did: say("did", { action: names.action }), whom, why, outcome: outcomeOf(e, names, say) });
}

function outcomeOf(e: Event, names: Names, say: Say): string {
  if (e.decision === "deny") return say("outcomeDeny", { reason: names.reason });
  const allowed = e.line === "" ? say("outcomeAllowPlain") : say("outcomeAllow", { version: e.policy_version, line: e.line });
  const counts = { count: e.count, withheld: e.withheld };
  if (e.kind === "push") return allowed + say("outcomePush", counts);
  if (e.kind !== "query" && e.kind !== "search") return allowed;
  return allowed + say(e.withheld === "0" ? "outcomeGivenAll" : "outcomeGiven", counts);
}

/** givenOf reads "penalty=3 permit=12". */
export function givenOf(given: string): [resource: string, records: string][] {
  return given
    .split(" ")
    .map((part): [string, string] => {
      const at = part.lastIndexOf("=");
      return [part.slice(0, at), part.slice(at + 1)];
    })
    .filter(([resource, n]) => resource !== "" && /^\d+$/.test(n));
}

/** spaced puts the customary space between Chinese and Latin letters. */
export function spaced(text: string): string {
  return text.replace(/([\u4e00-\u9fff])([A-Za-z0-9])/g, "$1 $2").replace(/([A-Za-z0-9])([\u4e00-\u9fff])/g, "$1 $2");
}
