import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, fromBase64, same, utf8 } from "./bytes";
import { ProofError } from "./proofError";

/** Checkpoint is the head of the log at one size, its signature checked. */
export interface Checkpoint {
  origin: string;
  size: bigint;
  root: Uint8Array;
}

interface Verifier {
  name: string;
  id: Uint8Array;
  key: Uint8Array;
}

const ed25519Kind = 1;
const signatureMark = "\u2014 ";
const split = "\n\n";

/** parseVerifier reads a signed-note key such as "chengxin.example/ledger+1a2b3c4d+AbCd…" (golang.org/x/mod/sumdb/note). */
export function parseVerifier(text: string): Verifier {
  const [name = "", hash = "", ...rest] = text.trim().split("+");
  const raw = fromBase64(rest.join("+"));
  if (name === "" || /\s/.test(name) || !/^[0-9a-f]{8}$/.test(hash) || raw?.length !== 33 || raw[0] !== ed25519Kind) {
    throw new ProofError("VERIFIER_KEY_MALFORMED");
  }
  const id = sha256(concat(utf8(`${name}\n`), raw)).slice(0, 4);
  if (!same(id, Uint8Array.from(hash.match(/../g) ?? [], (h) => parseInt(h, 16)))) throw new ProofError("VERIFIER_KEY_MALFORMED");
  return { name, id, key: raw.slice(1) };
}

/** parseCheckpoint reads a C2SP tlog-checkpoint and checks that the holder of the key signed it. */
export function parseCheckpoint(note: string, verifierKey: string): Checkpoint {
  const v = parseVerifier(verifierKey);
  const at = note.lastIndexOf(split);
  if (at < 0 || !note.endsWith("\n")) throw new ProofError("CHECKPOINT_MALFORMED");
  const text = note.slice(0, at + 1);
  const lines = note.slice(at + split.length, -1).split("\n");
  const signatures = lines.map(parseSignature).filter((s) => s.name === v.name && same(s.id, v.id));
  const [mine] = signatures;
  if (mine === undefined) throw new ProofError("CHECKPOINT_OTHER_KEY");
  // Strict RFC 8032, as the Go implementation checks it.
  if (!verifies(mine.signature, utf8(text), v.key)) throw new ProofError("CHECKPOINT_SIGNATURE");
  const checkpoint = parseBody(text);
  if (checkpoint.origin !== v.name) throw new ProofError("CHECKPOINT_ORIGIN");
  return checkpoint;
}

function verifies(signature: Uint8Array, text: Uint8Array, key: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, text, key, { zip215: false });
  } catch {
    return false; // not of a signature's form
  }
}

function parseSignature(line: string): { name: string; id: Uint8Array; signature: Uint8Array } {
  const [name = "", body = "", ...more] = line.startsWith(signatureMark) ? line.slice(signatureMark.length).split(" ") : [];
  const raw = fromBase64(body);
  if (name === "" || more.length > 0 || raw === undefined || raw.length < 5) throw new ProofError("CHECKPOINT_MALFORMED");
  return { name, id: raw.slice(0, 4), signature: raw.slice(4) };
}

/** parseBody reads origin, size and root; lines after them are extensions, allowed and ignored. */
function parseBody(text: string): Checkpoint {
  const [origin = "", size = "", rootText = ""] = text.split("\n");
  const root = fromBase64(rootText);
  if (origin === "" || !/^(0|[1-9]\d{0,19})$/.test(size) || root?.length !== 32) throw new ProofError("CHECKPOINT_MALFORMED");
  return { origin, size: BigInt(size), root };
}
