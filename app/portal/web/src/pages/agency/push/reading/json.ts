import { linesOf } from "./charset";
import { Picker, type Row, type Wanted } from "./table";

/** Objects are laid out as a table: a column for each name that occurs in the rows shown. */
class Objects {
  readonly header: string[] = [];
  private readonly places = new Map<string, number>();

  constructor(readonly picker: Picker) {}

  add(line: number, value: unknown): void {
    const cells: string[] = [];
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      for (const [name, v] of Object.entries(value)) cells[this.place(name)] = textOf(v);
    }
    this.picker.rows.push({ line, cells });
  }

  done(): { header: string[]; rows: Row[] } {
    // Array.from fills the holes.
    return { header: this.header, rows: this.picker.rows.map((r) => ({ line: r.line, cells: Array.from(this.header, (_, i) => r.cells[i] ?? "") })) };
  }

  private place(name: string): number {
    let at = this.places.get(name);
    if (at === undefined) {
      at = this.header.push(name) - 1;
      this.places.set(name, at);
    }
    return at;
  }
}

const textOf = (v: unknown): string => (typeof v === "string" ? v : v === null ? "" : JSON.stringify(v));

/** readNdjson reads one object a line; a line that is none shows as an empty row. */
export async function readNdjson(parts: AsyncIterable<string>, wanted: Wanted): Promise<{ header: string[]; rows: Row[] }> {
  const objects = new Objects(new Picker(wanted));
  let line = 0;
  for await (const text of linesOf(parts)) {
    line++;
    if (text.trim() === "") continue;
    if (objects.picker.wants(line)) objects.add(line, parsed(text));
    if (objects.picker.done(line)) break;
  }
  return objects.done();
}

/** readJson reads an array of objects, or a single one; elements are counted from 1. It throws on what is no JSON. */
export function readJson(text: string, wanted: Wanted): { header: string[]; rows: Row[] } {
  const value: unknown = JSON.parse(text);
  const objects = new Objects(new Picker(wanted));
  (Array.isArray(value) ? value : [value]).forEach((v: unknown, i) => {
    if (objects.picker.wants(i + 1)) objects.add(i + 1, v);
  });
  return objects.done();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
