/** What a file is, by its name. */
export type Kind = "csv" | "xlsx" | "ndjson" | "json";

/** The charsets the exchange takes. */
export type Charset = "utf-8" | "gb18030";

/** Row is one record of a file, by the line the exchange counts: a line of text, the number of an element, or a row of a sheet. */
export interface Row {
  line: number;
  cells: string[];
}

/** Table is the part of a file that is shown. */
export interface Table {
  header: string[];
  rows: Row[];
  /** How the text was read; null where there is none to choose. */
  charset: Charset | null;
  /** The sheets of a workbook; empty otherwise. */
  sheets: string[];
}

/** Wanted says which rows are shown: the first so many, and those of certain lines. */
export interface Wanted {
  first: number;
  lines: readonly number[];
}

/** kindOf tells the kind of a file by the end of its name; null for what the exchange does not take. */
export function kindOf(name: string): Kind | null {
  const end = /\.(csv|xlsx|ndjson|jsonl|json)$/i.exec(name)?.[1]?.toLowerCase();
  if (end === "jsonl") return "ndjson";
  return end === "csv" || end === "xlsx" || end === "ndjson" || end === "json" ? end : null;
}

/** Picker keeps the wanted rows as they come by, and knows when no more are needed. */
export class Picker {
  readonly rows: Row[] = [];
  private readonly lines: Set<number>;
  private readonly last: number;
  private seen = 0;

  constructor(private readonly wanted: Wanted) {
    this.lines = new Set(wanted.lines);
    this.last = Math.max(0, ...wanted.lines);
  }

  /** wants tells whether a row is kept; each row is asked for once, in order. */
  wants(line: number): boolean {
    this.seen++;
    return this.seen <= this.wanted.first || this.lines.has(line);
  }

  /** done is true when nothing after this line is wanted. */
  done(line: number): boolean {
    return this.seen >= this.wanted.first && line >= this.last;
  }
}
