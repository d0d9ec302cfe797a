import { attribute, elements, numberText, plainText, readForms, unescapeXml, type Forms } from "./cells";
import { Picker, type Row, type Wanted } from "./table";
import { openZip, partText, partTexts, type Zip } from "./zip";

/** Parts larger than this are not read for a preview, in characters. */
const most = 64 << 20;

interface Sheet {
  name: string;
  path: string;
}

/**
 * readXlsx reads the wanted rows of a sheet, the first one that is seen without a name. It is a reader of our own for the same reason as the
 * exchange's: rows must carry the numbers that findings name, days must read as they are stored, and a large sheet must stop
 * where nothing more is shown. (Libraries that unpack in workers of their own do not run under the pages' content policy.)
 * It throws on what it cannot read; the exchange then says what is wrong.
 */
export async function readXlsx(file: Blob, sheetName: string, wanted: Wanted): Promise<{ header: string[]; rows: Row[]; sheets: string[] }> {
  const zip = await openZip(file);
  const book = await partText(zip, "xl/workbook.xml", most);
  const sheets = await sheetsOf(zip, book);
  const sheet = sheetName === "" ? sheets[0] : sheets.find((s) => s.name === sheetName);
  if (sheet === undefined) throw new Error("no such sheet");
  const strings = [...elements(await partText(zip, "xl/sharedStrings.xml", most), "si")].map((s) => plainText(s.content));
  const since1904 = /date1904="(?:1|true)"/.test(book);
  const forms = readForms(await partText(zip, "xl/styles.xml", most), since1904);
  const { header, rows } = await readSheet(partTexts(zip, sheet.path), strings, forms, wanted);
  return { header, rows, sheets: sheets.map((s) => s.name) };
}

async function sheetsOf(zip: Zip, book: string): Promise<Sheet[]> {
  const targets = new Map<string, string>();
  for (const r of elements(await partText(zip, "xl/_rels/workbook.xml.rels", most), "Relationship")) {
    const target = attribute(r.attributes, "Target") ?? "";
    targets.set(attribute(r.attributes, "Id") ?? "", target.startsWith("/") ? target.slice(1) : `xl/${target}`);
  }
  const seen = [...elements(book, "sheet")].filter((s) => (attribute(s.attributes, "state") ?? "visible") === "visible");
  return seen.map((s) => ({
    name: attribute(s.attributes, "name") ?? "",
    path: targets.get(attribute(s.attributes, "id") ?? "") ?? "",
  }));
}

const rowEnd = /<\/(?:\w+:)?row>/;
const rowForm = /<(?:\w+:)?row(\s[^>]*?)?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?row>)/g;

/** readSheet reads rows out of a sheet as it comes; the first row that is not blank is the header. */
export async function readSheet(parts: AsyncIterable<string>, strings: readonly string[], forms: Forms, wanted: Wanted): Promise<{ header: string[]; rows: Row[] }> {
  const picker = new Picker(wanted);
  let header: string[] | null = null;
  let line = 0;
  let rest = "";
  for await (const part of parts) {
    rest += part;
    // The end of a row may have come in two pieces.
    if (!rowEnd.test(rest.slice(-part.length - 16))) continue;
    let used = 0;
    for (const m of rest.matchAll(rowForm)) {
      used = m.index + m[0].length;
      line = Number(attribute(m[1] ?? "", "r") ?? line + 1);
      if (header !== null && !picker.wants(line)) continue;
      const cells = cellsOf(m[2] ?? "", strings, forms);
      if (cells.every((c) => c.trim() === "")) continue;
      if (header === null) header = cells.map((c) => c.replace(/[\r\n]/g, "").trim());
      else picker.rows.push({ line, cells });
      if (picker.done(line)) return { header, rows: picker.rows };
    }
    rest = rest.slice(used);
  }
  return { header: header ?? [], rows: picker.rows };
}

function cellsOf(row: string, strings: readonly string[], forms: Forms): string[] {
  const cells: string[] = [];
  let next = 0;
  for (const c of elements(row, "c")) {
    const at = columnOf(attribute(c.attributes, "r")) ?? next;
    while (cells.length < at) cells.push("");
    cells[at] = valueOf(attribute(c.attributes, "t") ?? "n", Number(attribute(c.attributes, "s") ?? 0), c.content, strings, forms);
    next = at + 1;
  }
  return cells;
}

/** columnOf counts a reference such as AB12 from 0. */
function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? "")?.[0];
  if (letters === undefined) return null;
  let n = 0;
  for (const c of letters) n = n * 26 + c.charCodeAt(0) - 64;
  return n - 1;
}

function valueOf(type: string, style: number, content: string, strings: readonly string[], forms: Forms): string {
  if (type === "inlineStr") return plainText(content);
  const raw = [...elements(content, "v")].map((v) => unescapeXml(v.content)).join("");
  if (type === "s") return strings[Number(raw)] ?? "";
  if (type === "b") return raw === "1" ? "TRUE" : "FALSE";
  return type === "n" ? numberText(raw, style, forms) : raw;
}
