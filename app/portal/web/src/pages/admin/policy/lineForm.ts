import type { Line } from "./lines";

/** LineFields is a permission as the form has it. */
export interface LineFields {
  subject: string;
  domain: string;
  object: string;
  action: string;
  effect: "allow" | "deny";
  level: string;
  items: string[];
  purposes: string[];
  case_pattern: string;
  scope: string;
  until: string;
}

export const blankLine: LineFields = { subject: "", domain: "*", object: "resource/*", action: "", effect: "allow", level: "public", items: [], purposes: [], case_pattern: "", scope: "own", until: "" };

/** fieldsOf fills what a form does not know yet. */
export function fieldsOf(typed: object | undefined): LineFields {
  const known = Object.entries({ ...typed }).filter(([, value]) => value !== undefined);
  return { ...blankLine, ...(Object.fromEntries(known) as Partial<LineFields>) };
}

/** The mark of any purpose. */
export const anyPurpose = "*";

/** lineOf writes the form as a line; one that forbids has no level, no case number and no items. */
export function lineOf(f: LineFields): Line {
  const deny = f.effect === "deny";
  const purposes = f.purposes.includes(anyPurpose) ? anyPurpose : f.purposes.join(",");
  const items = f.items.map((i) => i.trim()).filter((i) => i !== "");
  return {
    id: "",
    type: "p",
    subject: f.subject.trim(),
    domain: f.domain,
    object: f.object,
    action: f.action.trim(),
    effect: f.effect,
    fields: deny ? "" : [f.level, ...items.map((i) => `+${i}`)].join(","),
    purposes,
    case_pattern: deny ? "" : f.case_pattern,
    scope: f.scope,
    until: f.until,
  };
}
