import type { Schema } from "../../../api/types";

export type Line = Schema<"access.v1.Line">;

/** What a list of lines is narrowed by; empty members match everything. */
export interface LineFilter {
  q: string;
  role: string;
  action: string;
  agency: string;
  effect: string;
  /** "p" permissions, "g" roles of people and keys. */
  type: string;
}

/** covers tells whether a pattern, with at most one * at its end, matches a text. */
export function covers(pattern: string, text: string): boolean {
  return pattern.endsWith("*") ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}

/** filterLines keeps the lines that a filter asks for. A line for all agencies counts for each; `said` is what a line is told as. */
export function filterLines(lines: readonly Line[], f: LineFilter, said: (l: Line) => string): Line[] {
  const q = f.q.trim().toLowerCase();
  return lines.filter(
    (l) =>
      (f.type === "" || l.type === f.type) &&
      (f.role === "" || roleOf(l) === f.role) &&
      (f.action === "" || (l.type === "p" && covers(l.action, f.action))) &&
      (f.agency === "" || l.domain === f.agency || (l.type === "p" && l.domain === "*")) &&
      (f.effect === "" || l.effect === f.effect) &&
      (q === "" || `${l.id} ${l.subject} ${l.domain} ${l.object} ${l.action} ${said(l)}`.toLowerCase().includes(q)),
  );
}

/** roleOf is the role that a line is about. */
export const roleOf = (l: Line): string => (l.type === "g" ? l.object : l.subject);

/** rolesOf lists the roles that have a permission, in alphabetical order. */
export function rolesOf(lines: readonly Line[]): string[] {
  return [...new Set(lines.filter((l) => l.type === "p").map((l) => l.subject))].sort();
}

/** Difference is what one version has that the other has not. Ids are never used twice, so a line is the same by its id. */
export interface Difference {
  added: Line[];
  removed: Line[];
}

/** differenceOf compares two versions. */
export function differenceOf(before: readonly Line[], after: readonly Line[]): Difference {
  const had = new Set(before.map((l) => l.id));
  const has = new Set(after.map((l) => l.id));
  return { added: after.filter((l) => !had.has(l.id)), removed: before.filter((l) => !has.has(l.id)) };
}

/** The columns of a line as they are stored. */
export const columns = ["id", "type", "subject", "domain", "object", "action", "effect", "fields", "purposes", "case_pattern", "scope", "until"] as const;
