import { sha256 } from "@noble/hashes/sha2.js";
import { concat, same } from "./bytes";
import { ProofError } from "./proofError";

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** leafHash is SHA-256(0x00 || leaf), RFC 6962 section 2.1. */
export const leafHash = (leaf: Uint8Array): Uint8Array => sha256(concat(leafPrefix, leaf));

/** nodeHash is SHA-256(0x01 || left || right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(nodePrefix, left, right));

/** verifyInclusion checks that a leaf is number index of the tree with size leaves and this root (RFC 6962 section 2.1.1). */
export function verifyInclusion(index: bigint, size: bigint, leaf: Uint8Array, proof: Uint8Array[], root: Uint8Array): void {
  if (index < 0n || index >= size) throw new ProofError("INDEX_BEYOND_TREE");
  const [inner, border] = pathLengths(index, size);
  if (proof.length !== inner + border) throw new ProofError("INCLUSION_PROOF_LENGTH");
  const h = chainLeft(chainInner(leaf, proof.slice(0, inner), index), proof.slice(inner));
  if (!same(h, root)) throw new ProofError("INCLUSION_MISMATCH");
}

/** PathNode is one step of a proof on the way up: the node so far, its sibling, on which side that stands, and what both hash to. */
export interface PathNode {
  node: Uint8Array;
  sibling: Uint8Array;
  side: "left" | "right";
  parent: Uint8Array;
}

/** inclusionPath is the way from a leaf to the root that verifyInclusion goes, to be shown; the last parent is the root of a good proof. */
export function inclusionPath(index: bigint, size: bigint, leaf: Uint8Array, proof: Uint8Array[]): PathNode[] {
  const [inner] = pathLengths(index, size);
  let node = leaf;
  return proof.map((sibling, i) => {
    const side = i < inner && ((index >> BigInt(i)) & 1n) === 0n ? "right" : "left";
    const step: PathNode = { node, sibling, side, parent: side === "right" ? nodeHash(node, sibling) : nodeHash(sibling, node) };
    node = step.parent;
    return step;
  });
}

/** verifyConsistency checks that the tree of size2 leaves extends the one of size1: nothing in it was changed or removed (section 2.1.2). */
export function verifyConsistency(size1: bigint, size2: bigint, proof: Uint8Array[], root1: Uint8Array, root2: Uint8Array): void {
  if (size1 > size2) throw new ProofError("TREE_SHRANK");
  if (size1 === size2 || size1 === 0n) {
    verifyTrivial(size1, size2, proof, root1, root2);
    return;
  }
  const shift = trailingZeros(size1);
  const [all, border] = pathLengths(size1 - 1n, size2);
  const inner = all - shift;
  // A power of two is a complete subtree whose root the verifier has already.
  const complete = size1 === 1n << BigInt(shift);
  const [first, ...others] = proof;
  if (!complete && first === undefined) throw new ProofError("CONSISTENCY_PROOF_LENGTH");
  const seed = complete || first === undefined ? root1 : first;
  const rest = complete ? proof : others;
  if (rest.length !== inner + border) throw new ProofError("CONSISTENCY_PROOF_LENGTH");
  const mask = (size1 - 1n) >> BigInt(shift);
  const [within, edge] = [rest.slice(0, inner), rest.slice(inner)];
  const before = chainLeft(chainInnerRight(seed, within, mask), edge);
  const after = chainLeft(chainInner(seed, within, mask), edge);
  if (!same(before, root1) || !same(after, root2)) throw new ProofError("CONSISTENCY_MISMATCH");
}

function verifyTrivial(size1: bigint, size2: bigint, proof: Uint8Array[], root1: Uint8Array, root2: Uint8Array): void {
  if (proof.length !== 0) throw new ProofError("CONSISTENCY_PROOF_LENGTH");
  const expected = size1 === 0n ? sha256(new Uint8Array(0)) : root2;
  if (!same(root1, expected) || (size1 === size2 && !same(root1, root2))) throw new ProofError("CONSISTENCY_MISMATCH");
}

/** pathLengths splits a path: the nodes below where the paths of index and of the last leaf part, and those along the right border. */
function pathLengths(index: bigint, size: bigint): [inner: number, border: number] {
  const inner = bitLength(index ^ (size - 1n));
  return [inner, ones(index >> BigInt(inner))];
}

function chainInner(seed: Uint8Array, proof: Uint8Array[], index: bigint): Uint8Array {
  return proof.reduce((h, p, i) => (((index >> BigInt(i)) & 1n) === 0n ? nodeHash(h, p) : nodeHash(p, h)), seed);
}

function chainInnerRight(seed: Uint8Array, proof: Uint8Array[], index: bigint): Uint8Array {
  return proof.reduce((h, p, i) => (((index >> BigInt(i)) & 1n) === 1n ? nodeHash(p, h) : h), seed);
}

const chainLeft = (seed: Uint8Array, proof: Uint8Array[]): Uint8Array => proof.reduce((h, p) => nodeHash(p, h), seed);

const bitLength = (n: bigint): number => (n === 0n ? 0 : n.toString(2).length);
const ones = (n: bigint): number => n.toString(2).replaceAll("0", "").length;
const trailingZeros = (n: bigint): number => /0*$/.exec(n.toString(2))?.[0].length ?? 0;
