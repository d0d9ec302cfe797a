/** Flaw is what a check found wrong; the codes are those of `chengxin audit verify`. */
export type Flaw =
  | "BUNDLE_MALFORMED"
  | "VERIFIER_KEY_MALFORMED"
  | "CHECKPOINT_MALFORMED"
  | "CHECKPOINT_SIGNATURE"
  | "CHECKPOINT_OTHER_KEY"
  | "CHECKPOINT_ORIGIN"
  | "INDEX_BEYOND_TREE"
  | "INCLUSION_PROOF_LENGTH"
  | "INCLUSION_MISMATCH"
  | "PROOF_HASH_LENGTH"
  | "TREE_SHRANK"
  | "CONSISTENCY_PROOF_LENGTH"
  | "CONSISTENCY_MISMATCH"
  | "LEAF_MALFORMED"
  | "COMMITMENT_MISMATCH"
  | "DETAIL_MALFORMED"
  | "LEAF_DETAIL_DISAGREE";

/** ProofError says that a proof does not hold. */
export class ProofError extends Error {
  constructor(readonly flaw: Flaw) {
    super(flaw);
    this.name = "ProofError";
  }
}
