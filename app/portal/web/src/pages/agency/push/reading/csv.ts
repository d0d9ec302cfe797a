import { linesOf } from "./charset";
import { Picker, type Row, type Wanted } from "./table";

/**
 * The exchange's own reading of CSV (internal/rowfile/csv.go): commas, quotes that open at the beginning of a cell only and are
 * doubled inside, line breaks inside quotes, LF or CRLF. It is kept here rather than taken from a library because findings name
 * the line on which a record begins, which must be counted in exactly the same way.
 */
export async function readCsv(parts: AsyncIterable<string>, wanted: Wanted): Promise<{ header: string[]; rows: Row[] }> {
  const picker = new Picker(wanted);
  let header: string[] | null = null;
  let line = 0;
  let start = 1;
  let record = "";
  for await (const text of linesOf(parts)) {
    line++;
    record = record === "" ? text : `${record}\n${text}`;
    if (opensQuote(record)) continue;
    const raw = record.endsWith("\r") ? record.slice(0, -1) : record;
    const at = start;
    record = "";
    start = line + 1;
    if (raw === "") continue;
    if (header === null) {
      header = headerOf(raw);
      continue;
    }
    const cells = splitCells(raw);
    if (cells.every((c) => c.trim() === "")) continue;
    if (picker.wants(at)) picker.rows.push({ line: at, cells });
    if (picker.done(at)) break;
  }
  return { header: header ?? [], rows: picker.rows };
}

function headerOf(raw: string): string[] {
  const names = splitCells(raw).map((c) => c.replace(/[\r\n]/g, "").trim());
  // Spreadsheets add empty columns at the end.
  while (names.length > 1 && names.at(-1) === "") names.pop();
  return names;
}

/** opensQuote tells whether a record is still inside quotes at its end. */
function opensQuote(record: string): boolean {
  if (!record.includes('"')) return false;
  let quoted = false;
  let start = true;
  for (const c of record) {
    if (c === '"' && (quoted || start)) {
      quoted = !quoted;
      start = !quoted;
    } else if (!quoted) start = c === "," || c === "\n";
  }
  return quoted;
}

/** splitCells cuts a record into cells. What stands after a closing quote is kept, though the exchange refuses it. */
export function splitCells(raw: string): string[] {
  if (!raw.includes('"')) return raw.split(",");
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let cell = "";
    if (raw[at] === '"') {
      let end = raw.indexOf('"', at + 1);
      while (end >= 0 && raw[end + 1] === '"') end = raw.indexOf('"', end + 2);
      cell = raw.slice(at + 1, end < 0 ? raw.length : end).replaceAll('""', '"');
      at = end < 0 ? raw.length : end + 1;
    }
    const comma = raw.indexOf(",", at);
    cells.push(cell + raw.slice(at, comma < 0 ? raw.length : comma));
    if (comma < 0) return cells;
    at = comma + 1;
  }
}
