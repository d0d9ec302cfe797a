import { localFault } from "../../../api/fault";
import type { Charset } from "./reading/table";

/** Print tells whether a file is the same as one before. */
export interface Print {
  name: string;
  /** In bytes. */
  size: number;
  /** Of the last change, in milliseconds. */
  modified: number;
  /** SHA-256 in hex; empty where the file is too large, or the browser has no digests (pages without TLS). */
  sha256: string;
}

/** Choice is all that decides what a push sends, but for the file. */
export interface Choice {
  resource: string;
  op: "upsert" | "withdraw";
  /** null: as it looks. */
  charset: Charset | null;
  /** Of a workbook; empty: the first. */
  sheet: string;
}

/** PushJob is a push under way, as this tab remembers it over a reload. It holds no record. */
export interface PushJob extends Choice {
  /** The idempotency key: made once for a file and a resource, so that sending again never doubles. */
  key: string;
  /** Whose push it is. */
  who: string;
  print: Print;
  /** RFC 3339. */
  at: string;
}

const text = (v: unknown): v is string => typeof v === "string";

/** isPushJob refuses what an older version of the page left. */
export function isPushJob(v: unknown): v is PushJob {
  if (typeof v !== "object" || v === null) return false;
  const j = v as Partial<Record<keyof PushJob, unknown>>;
  const p = j.print as Partial<Record<keyof Print, unknown>> | undefined | null;
  return (
    [j.key, j.who, j.at, j.resource, j.sheet].every(text) &&
    (j.op === "upsert" || j.op === "withdraw") &&
    (j.charset === null || j.charset === "utf-8" || j.charset === "gb18030") &&
    typeof p === "object" &&
    p !== null &&
    text(p.name) &&
    text(p.sha256) &&
    typeof p.size === "number" &&
    typeof p.modified === "number"
  );
}

/** newKey makes an idempotency key; it does without randomUUID, which pages without TLS lack. */
export function newKey(): string {
  return `portal-${Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")}`;
}

/** Larger files are told apart by name, size and time alone. In bytes. */
const digestMost = 64 << 20;

/** ensureReadable refuses a file that the browser can no longer read as it was chosen; an upload would only seem to lose the server. */
export async function ensureReadable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw localFault("FILE_CHANGED", 400);
  }
}

/** printOf looks at a file; it refuses one that can no longer be read, as ensureReadable does. */
export async function printOf(file: File): Promise<Print> {
  const print = { name: file.name, size: file.size, modified: file.lastModified, sha256: "" };
  // The type does not know of pages without TLS.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined || file.size > digestMost) return print;
  const content = await file.arrayBuffer().catch(() => {
    throw localFault("FILE_CHANGED", 400);
  });
  const sum = new Uint8Array(await subtle.digest("SHA-256", content));
  return { ...print, sha256: Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("") };
}

/** sameFile compares by content where that is known of both, else by size and time; a name may have changed. */
export function sameFile(a: Print, b: Print): boolean {
  if (a.size !== b.size) return false;
  return a.sha256 !== "" && b.sha256 !== "" ? a.sha256 === b.sha256 : a.modified === b.modified;
}
