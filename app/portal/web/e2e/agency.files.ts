import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import type { City } from "./support";

/** Today where the exchange counts its days, as YYYY-MM-DD. */
export const today = (): string => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());

export type Penalty = Record<string, string>;

let numbers = 0;

/** penalty is a record that passes, with a number of its own, unless it is changed. */
export function penalty(city: City, change: Penalty = {}): Penalty {
  const [line = ""] = readFileSync(join(city.folder, "data/demo/penalties.ndjson"), "utf8").split("\n");
  return { ...(JSON.parse(line) as Penalty), CF_WSH: `聊市监罚〔2026〕界面${++numbers}号`, CF_JDRQ: today(), ...change };
}

/** csv writes records as a spreadsheet program does. */
export function csv(records: readonly Penalty[]): string {
  const names = [...new Set(records.flatMap((r) => Object.keys(r)))];
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [names, ...records.map((r) => names.map((n) => r[n] ?? ""))].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** gbk encodes text for the characters that occur in the demo: GB 2312 by way of the browser's own table, read backwards. */
export function gbk(text: string): Buffer {
  const table = new Map<string, number[]>();
  const decoder = new TextDecoder("gbk");
  for (let hi = 0x81; hi <= 0xfe; hi++) {
    for (let lo = 0x40; lo <= 0xfe; lo++) if (lo !== 0x7f) table.set(decoder.decode(new Uint8Array([hi, lo])), [hi, lo]);
  }
  return Buffer.from(Array.from(text).flatMap((c) => (c.charCodeAt(0) < 0x80 ? [c.charCodeAt(0)] : (table.get(c) ?? [0x3f]))));
}

/** unzip reads the parts of a workbook. */
function unzip(file: Buffer): Map<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const end = file.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let at = file.readUInt32LE(end + 16);
  for (let n = file.readUInt16LE(end + 10); n > 0; n--) {
    const [name, extra, comment] = [file.readUInt16LE(at + 28), file.readUInt16LE(at + 30), file.readUInt16LE(at + 32)];
    const local = file.readUInt32LE(at + 42);
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const body = file.subarray(start, start + file.readUInt32LE(at + 20));
    parts.set(file.toString("utf8", at + 46, at + 46 + name), file.readUInt16LE(at + 10) === 0 ? body : inflateRawSync(body));
    at += 46 + name + extra + comment;
  }
  return parts;
}

/** zip packs parts without compression. */
function zip(parts: Map<string, Buffer>): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, body] of parts) {
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(crc32(body), 10);
    head.writeUInt32LE(body.length, 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    files.push(Buffer.from("PK\x03\x04", "latin1"), head, Buffer.from(name), body);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), head, more, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.size, 4);
  end.writeUInt16LE(parts.size, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, list, Buffer.from("PK\x05\x06", "latin1"), end]);
}

const escaped = (text: string) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);

/** filled types records into a downloaded template, by its own header. `names` gives the header of an item. */
export function filled(template: Buffer, records: readonly Penalty[], names: ReadonlyMap<string, string>): Buffer {
  const parts = unzip(template);
  const text = (part: string) => parts.get(part)?.toString("utf8") ?? "";
  const strings = [...text("xl/sharedStrings.xml").matchAll(/<si>[\s\S]*?<t[^>]*>([\s\S]*?)<\/t>[\s\S]*?<\/si>/g)].map((m) => m[1] ?? "");
  const sheet = text("xl/worksheets/sheet1.xml");
  const columns = new Map([...sheet.matchAll(/<c r="([A-Z]+)1"[^>]*><v>(\d+)<\/v>/g)].map((m) => [strings[Number(m[2])] ?? "", m[1] ?? ""]));
  const rows = records.map((r, i) => {
    const cells = [...columns].flatMap(([title, column]) => {
      const item = [...names].find(([, t]) => t === title)?.[0] ?? "";
      return r[item] ? [`<c r="${column}${i + 2}" t="inlineStr"><is><t>${escaped(r[item])}</t></is></c>`] : [];
    });
    return `<row r="${i + 2}">${cells.join("")}</row>`;
  });
  parts.set("xl/worksheets/sheet1.xml", Buffer.from(sheet.replace("</sheetData>", `${rows.join("")}</sheetData>`)));
  return zip(parts);
}
