import { detectCharset, texts } from "./charset";
import { readCsv } from "./csv";
import { readJson, readNdjson } from "./json";
import type { Charset, Kind, Table, Wanted } from "./table";
import { readXlsx } from "./xlsx";

/** Request is what the page asks of its reader. */
export interface Request {
  file: Blob;
  kind: Kind;
  /** As chosen by the user; null: as it looks. */
  charset: Charset | null;
  /** Of a workbook; empty: the first. */
  sheet: string;
  wanted: Wanted;
}

/** Larger files are not unpacked, or parsed in one piece, for a preview; only findings are shown then. In bytes. */
const mostWorkbook = 64 << 20;
const mostJson = 32 << 20;

/** read reads the wanted rows of a file; null when a preview of it is beyond us. What is wrong with the file, the exchange says. */
export async function read(r: Request): Promise<Table | null> {
  try {
    if (r.kind === "xlsx") return r.file.size > mostWorkbook ? null : { ...(await readXlsx(r.file, r.sheet, r.wanted)), charset: null };
    const charset = r.charset ?? (await detectCharset(r.file));
    const parts = texts(r.file, charset);
    if (r.kind === "csv") return { ...(await readCsv(parts, r.wanted)), charset, sheets: [] };
    if (r.kind === "ndjson") return { ...(await readNdjson(parts, r.wanted)), charset, sheets: [] };
    if (r.file.size > mostJson) return null;
    let all = "";
    for await (const part of parts) all += part;
    return { ...readJson(all, r.wanted), charset, sheets: [] };
  } catch {
    return null;
  }
}
