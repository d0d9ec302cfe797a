import { sha256 } from "@noble/hashes/sha2.js";
import { concat, same, toHex } from "./bytes";
import { ProofError } from "./proofError";

/** LeafView is what the public part of the ledger says about one event. */
export interface LeafView {
  /** Milliseconds since 1970. */
  at: number;
  kind: string;
  decision: "allow" | "deny";
  /** Hexadecimal. */
  commit: string;
}

/** The canonical spelling of a leaf is the only one accepted, so that one leaf has one reading. */
const spelling = /^\{"v":1,"at":(0|-?[1-9]\d{0,18}),"kind":"([a-z_]{1,20})","decision":"(allow|deny)","commit":"([0-9a-f]{64})"\}$/;
const detailSpelling = /^\{"v":1,"at":(0|-?[1-9]\d{0,18}),"kind":"([a-z_]{1,20})","decision":"(allow|deny)"[,}]/;

/** malformed is the kind of an entry that could not be decoded: its leaf commits to the raw entry. */
const malformed = "malformed";

const commitPrefix = Uint8Array.of(1);

/** commitment is SHA-256(0x01 || salt || detail). */
export const commitment = (salt: Uint8Array, detail: Uint8Array): Uint8Array => sha256(concat(commitPrefix, salt, detail));

/** parseLeaf reads a leaf. */
export function parseLeaf(leaf: Uint8Array): LeafView {
  const m = spelling.exec(decode(leaf, "LEAF_MALFORMED"));
  if (m === null) throw new ProofError("LEAF_MALFORMED");
  const [, at = "", kind = "", decision, commit = ""] = m;
  return { at: Number(at), kind, decision: decision === "allow" ? "allow" : "deny", commit };
}

/** checkLeaf checks that the leaf commits to this salt and detail, and that both say the same time, kind and decision. */
export function checkLeaf(leaf: Uint8Array, salt: Uint8Array, detail: Uint8Array): void {
  const view = parseLeaf(leaf);
  if (toHex(commitment(salt, detail)) !== view.commit) throw new ProofError("COMMITMENT_MISMATCH");
  if (view.kind === malformed) return;
  const text = decode(detail, "DETAIL_MALFORMED");
  const m = detailSpelling.exec(text);
  if (m === null || !isJSON(text)) throw new ProofError("DETAIL_MALFORMED");
  if (Number(m[1]) !== view.at || m[2] !== view.kind || m[3] !== view.decision) throw new ProofError("LEAF_DETAIL_DISAGREE");
}

function decode(raw: Uint8Array, flaw: "LEAF_MALFORMED" | "DETAIL_MALFORMED"): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    if (same(new TextEncoder().encode(text), raw)) return text;
  } catch {
    // not UTF-8: refused below
  }
  throw new ProofError(flaw);
}

function isJSON(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
