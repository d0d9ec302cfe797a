import type { Fault } from "../../../api/fault";

/** Place is where in the text a refusal points to: the line, counted from 1, with its text. */
export interface Place {
  line: number;
  text: string;
  /** Of the line's first and behind its last character. */
  from: number;
  to: number;
}

/** placeOf finds the line a refusal speaks of: by its number, else by the item it names. Null when it names neither. */
export function placeOf(f: Pick<Fault, "record" | "field" | "message_en">, yaml: string): Place | null {
  const lines = yaml.split("\n");
  const numbered = /:(\d+)$/.exec(f.record ?? "")?.[1] ?? /\bline (\d+)/.exec(f.message_en ?? "")?.[1];
  const byNumber = numbered === undefined ? 0 : Number(numbered);
  const line = byNumber >= 1 && byNumber <= lines.length ? byNumber : named(lines, f.field);
  if (line === 0) return null;
  const from = lines.slice(0, line - 1).reduce((n, l) => n + l.length + 1, 0);
  const text = lines[line - 1] ?? "";
  return { line, text, from, to: from + text.length };
}

/** named is the first line that has a word of its own, 0 for none; the line that defines it comes before those that use it. */
function named(lines: string[], word: string | undefined): number {
  if (!word) return 0;
  const defines = new RegExp(`(name|code): *"?${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\b`);
  const at = lines.findIndex((l) => defines.test(l));
  return (at >= 0 ? at : lines.findIndex((l) => l.includes(word))) + 1;
}
