import { fromBase64, toBase64 } from "../../../lib/ledger/bytes";
import { verifyConsistency } from "../../../lib/ledger/merkle";
import type { Checkpoint } from "../../../lib/ledger/note";
import { ProofError, type Flaw } from "../../../lib/ledger/proofError";
import { recall, remember } from "../../../lib/store";

/** Seen is a checkpoint that this browser verified earlier. It holds nothing about people. */
export interface Seen {
  origin: string;
  size: string;
  /** Base64. */
  root: string;
  /** The signed note, which is the proof of what the log said then. */
  note: string;
  /** Id of the key that it was verified with. */
  keyId: string;
  /** When it was seen, RFC 3339. */
  at: string;
}

/** Comparison is what a checkpoint is to the one seen earlier. */
export type Comparison =
  | { state: "first" }
  | { state: "same"; seen: Seen }
  /** The new one holds all that the earlier one held; the proof is of from `seen.size` to its own size. */
  | { state: "extends"; seen: Seen; proof: string[] }
  /** The earlier one was the larger and holds all of this one. */
  | { state: "within"; seen: Seen; proof: string[] }
  /** The log was changed, or shows different faces. */
  | { state: "broken"; seen: Seen; flaw: Flaw };

/** Ask gets the consistency proof between two sizes; null when the log is smaller than the second. */
export type Ask = (from: bigint, to: bigint) => Promise<string[] | null>;

const place = (origin: string) => `chengxin.ledger.seen.${origin}`;

/** recallSeen is the checkpoint of a log that this browser has seen last. */
export function recallSeen(origin: string): Seen | null {
  try {
    const seen: unknown = JSON.parse(recall(place(origin)) ?? "null");
    return isSeen(seen) && seen.origin === origin ? seen : null;
  } catch {
    return null;
  }
}

/** keepSeen remembers a checkpoint that was verified. */
export function keepSeen(seen: Seen): void {
  remember(place(seen.origin), JSON.stringify(seen));
}

/** forgetSeen stops comparing with what was seen of a log. */
export function forgetSeen(origin: string): void {
  remember(place(origin), "null");
}

/** compare tells whether a verified checkpoint and the one seen earlier are of one log that only grew. */
export async function compare(now: Checkpoint, seen: Seen | null, ask: Ask): Promise<Comparison> {
  if (seen === null) return { state: "first" };
  const then = { size: BigInt(seen.size), root: fromBase64(seen.root) ?? new Uint8Array(0) };
  const [older, newer] = then.size <= now.size ? [then, now] : [now, then];
  const same = older.size === newer.size;
  const proof = same ? [] : await ask(older.size, newer.size);
  try {
    if (proof === null) throw new ProofError("TREE_SHRANK");
    verifyConsistency(older.size, newer.size, proof.map(bytes), older.root, newer.root);
  } catch (e) {
    if (e instanceof ProofError) return { state: "broken", seen, flaw: e.flaw };
    throw e;
  }
  if (same) return { state: "same", seen };
  return { state: then.size < now.size ? "extends" : "within", seen, proof };
}

/** seenOf is what is remembered of a checkpoint. */
export function seenOf(c: Checkpoint, note: string, keyId: string, at: Date): Seen {
  return { origin: c.origin, size: c.size.toString(), root: toBase64(c.root), note, keyId, at: at.toISOString() };
}

function bytes(text: string): Uint8Array {
  const raw = fromBase64(text);
  if (raw?.length !== 32) throw new ProofError("PROOF_HASH_LENGTH");
  return raw;
}

function isSeen(v: unknown): v is Seen {
  if (typeof v !== "object" || v === null) return false;
  const names = ["origin", "size", "root", "note", "keyId", "at"] as const;
  return names.every((n) => n in v && typeof (v as Record<string, unknown>)[n] === "string") && /^\d{1,20}$/.test((v as Seen).size);
}
