import type { Schema } from "../../api/types";
import { fromBase64 } from "./bytes";
import { checkLeaf, parseLeaf, type LeafView } from "./leaf";
import { leafHash, verifyInclusion } from "./merkle";
import { parseCheckpoint, type Checkpoint } from "./note";
import { ProofError, type Flaw } from "./proofError";

type Bundle = Schema<"audit.v1.ProofBundle">;
export type Proof = Pick<Bundle, "index" | "leaf" | "detail" | "salt" | "inclusion" | "checkpoint">;

/** Step is one of the checks, in the order in which they build on one another. */
export type Step = "signature" | "inclusion" | "leaf" | "detail";

/** Verdict is what the checks found: the steps that hold, and the first flaw. */
export interface Verdict {
  held: Step[];
  /** The step that failed and why; absent when all hold. */
  failed?: { step: Step; flaw: Flaw };
  checkpoint?: Checkpoint;
  leaf?: LeafView;
  /** The bundle holds no detail: the leaf is in the log, its detail was erased. */
  erased: boolean;
}

/**
 * verifyBundle checks a proof against a verifier key that should come from elsewhere: the checkpoint's signature, that the leaf is in
 * the tree at its index, and that it commits to the detail. It never throws on a bad proof.
 */
export function verifyBundle(b: Proof, verifierKey: string): Verdict {
  const verdict: Verdict = { held: [], erased: b.detail === "" };
  const steps: [Step, () => void][] = [
    ["signature", () => (verdict.checkpoint = parseCheckpoint(b.checkpoint, verifierKey))],
    ["inclusion", () => { checkInclusion(b, verdict.checkpoint); }],
    ["leaf", () => (verdict.leaf = parseLeaf(bytes(b.leaf)))],
    ["detail", () => { checkDetail(b, verdict.erased); }],
  ];
  for (const [step, check] of steps) {
    try {
      check();
      verdict.held.push(step);
    } catch (e) {
      if (!(e instanceof ProofError)) throw e;
      return { ...verdict, failed: { step, flaw: e.flaw } };
    }
  }
  return verdict;
}

function checkInclusion(b: Proof, checkpoint: Checkpoint | undefined): void {
  if (checkpoint === undefined || !/^\d{1,20}$/.test(b.index)) throw new ProofError("BUNDLE_MALFORMED");
  const path = b.inclusion.map(bytes);
  if (path.some((h) => h.length !== 32)) throw new ProofError("PROOF_HASH_LENGTH");
  verifyInclusion(BigInt(b.index), checkpoint.size, leafHash(bytes(b.leaf)), path, checkpoint.root);
}

function checkDetail(b: Proof, erased: boolean): void {
  if (!erased) checkLeaf(bytes(b.leaf), bytes(b.salt), bytes(b.detail));
}

function bytes(text: string): Uint8Array {
  const raw = fromBase64(text);
  if (raw === undefined) throw new ProofError("BUNDLE_MALFORMED");
  return raw;
}

/** bundleFile is the file that `chengxin audit verify` takes. */
export function bundleFile(b: Bundle): string {
  const out: Record<string, unknown> = { format: "chengxin-proof/1", index: 0, leaf: b.leaf };
  if (b.detail !== "") out["detail"] = b.detail;
  if (b.salt !== "") out["salt"] = b.salt;
  out["inclusion"] = b.inclusion;
  out["checkpoint"] = b.checkpoint;
  out["verifier_key"] = b.verifier_key;
  // The index is a number of 64 bits in the file, which JSON.stringify can't write.
  return JSON.stringify(out, null, 2).replace('"index": 0', `"index": ${BigInt(b.index).toString()}`) + "\n";
}

/** consistencyFile is the file that `chengxin audit verify --consistency` takes: that the checkpoint extends the one of `from` entries. */
export function consistencyFile(from: bigint, to: bigint, proof: string[], checkpoint: string): string {
  const out = { format: "chengxin-consistency/1", from: 0, to: 0, proof, checkpoint };
  return JSON.stringify(out, null, 2).replace('"from": 0', `"from": ${from.toString()}`).replace('"to": 0', `"to": ${to.toString()}`) + "\n";
}
