/** How a number is meant, by the format of its cell. */
interface Form {
  date: boolean;
  /** Least number of digits, of a format such as 00000. */
  zeros: number;
}

/** Forms are the formats of a workbook, by the index cells carry. */
export interface Forms {
  forms: readonly Form[];
  since1904: boolean;
}

/** elements finds the elements of a name, whatever their prefix: attributes and content. */
export function* elements(xml: string, name: string): Generator<{ attributes: string; content: string }> {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)?(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, "g");
  for (const m of xml.matchAll(pattern)) yield { attributes: m[1] ?? "", content: m[2] ?? "" };
}

/** attribute reads an attribute, by its local name. */
export function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|[\\s:])${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : unescapeXml(value);
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** unescapeXml undoes XML's escapes and those of workbooks for characters that XML cannot hold. */
export function unescapeXml(text: string): string {
  return text
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? all;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    })
    .replace(/_x([0-9a-f]{4})_/gi, (all, hex: string) => (Number.parseInt(hex, 16) < 0x80 ? String.fromCharCode(Number.parseInt(hex, 16)) : all));
}

/** plainText is the text of a string item: its runs, without the reading aids. */
export function plainText(xml: string): string {
  let text = "";
  for (const t of elements(xml.replace(/<(?:\w+:)?rPh\b[\s\S]*?<\/(?:\w+:)?rPh>/g, ""), "t")) text += t.content;
  return unescapeXml(text);
}

/** readForms reads styles.xml. */
export function readForms(styles: string, since1904: boolean): Forms {
  const custom = new Map<number, Form>();
  for (const f of elements(styles, "numFmt")) custom.set(Number(attribute(f.attributes, "numFmtId")), formOf(attribute(f.attributes, "formatCode") ?? ""));
  const forms: Form[] = [];
  for (const list of elements(styles, "cellXfs")) {
    for (const m of list.content.matchAll(/<(?:\w+:)?xf(\s[^>]*?)?\/?>/g)) {
      const id = Number(attribute(m[1] ?? "", "numFmtId") ?? 0);
      forms.push(custom.get(id) ?? { date: builtInDate(id), zeros: 0 });
    }
  }
  return { forms, since1904 };
}

/** builtInDate tells the formats of days that stand in no file; 27 to 36 and 50 to 58 are those of Chinese settings. */
function builtInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

function formOf(code: string): Form {
  if (/^0+$/.test(code)) return { date: false, zeros: code.length };
  const bare = (code.split(";")[0] ?? "").replace(/\\.|_.|\*.|"[^"]*"|\[(?![hms]+\])[^\]]*\]/gi, "");
  return { date: /[ymdhs]/i.test(bare), zeros: 0 };
}

const dayLength = 86_400_000;

/** numberText writes a cell's number as its format means it: a day, a code with its zeros, or plain digits. */
export function numberText(raw: string, style: number, f: Forms): string {
  const form = f.forms[style];
  const value = Number(raw);
  if (raw.trim() === "" || !Number.isFinite(value)) return raw;
  if (form?.date === true && value >= 0) return dayText(value, f.since1904);
  if (/^\d{1,15}$/.test(raw)) return raw.padStart(form?.zeros ?? 0, "0");
  // Rounded to what a spreadsheet shows at most: 0.1+0.2 is 0.3.
  return Number(value.toPrecision(15)).toString().padStart(form?.zeros ?? 0, "0");
}

function dayText(serial: number, since1904: boolean): string {
  if (!since1904 && Math.floor(serial) === 60) return "1900-02-29"; // a day that never was, but spreadsheets have it
  const first = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const at = new Date(first + Math.round(serial * 86_400) * 1_000);
  const [day = "", time = ""] = at.toISOString().split("T");
  if (at.getTime() % dayLength === 0) return day;
  return serial < 1 ? time.slice(0, 8) : `${day} ${time.slice(0, 8)}`;
}
