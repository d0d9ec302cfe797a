import { describe, expect, it } from "vitest";
import { bundleFile, consistencyFile, verifyBundle, type Proof } from "./bundle";
import { fromBase64, toBase64 } from "./bytes";
import { inclusionPath, leafHash, verifyConsistency } from "./merkle";
import { parseCheckpoint } from "./note";
import { ProofError } from "./proofError";
import vectors from "./vectors.json";

type Vector = (typeof vectors.bundles)[number];

/** proofOf is a vector's bundle as the interface answers it: absent texts are empty, the index is a text. */
const proofOf = ({ bundle }: Vector): Proof => ({
  index: String(bundle.index),
  leaf: bundle.leaf,
  detail: bundle.detail ?? "",
  salt: bundle.salt ?? "",
  inclusion: bundle.inclusion,
  checkpoint: bundle.checkpoint,
});

describe("a proof is judged as chengxin audit verify judges it", () => {
  it.each(vectors.bundles.map((v) => [v.name, v] as const))("%s", (_, v) => {
    const verdict = verifyBundle(proofOf(v), v.key);
    expect(verdict.failed?.flaw ?? "").toBe(v.flaw);
    if (v.flaw === "") expect(verdict.held).toEqual(["signature", "inclusion", "leaf", "detail"]);
  });
  it.each(vectors.bundles.filter((v) => v.flaw === "").map((v) => [v.name, v] as const))("the path that is shown ends at the root: %s", (_, v) => {
    const { size, root } = parseCheckpoint(v.bundle.checkpoint, v.key);
    const bytes = (s: string) => fromBase64(s) ?? new Uint8Array(0);
    const leaf = leafHash(bytes(v.bundle.leaf));
    const path = inclusionPath(BigInt(v.bundle.index), size, leaf, v.bundle.inclusion.map(bytes));
    expect(path.at(-1)?.parent ?? leaf).toEqual(root);
  });
  it("any byte of the leaf, path, detail or salt matters", () => {
    const good = vectors.bundles.find((v) => v.name === "leaf 3 of 11");
    if (good === undefined) throw new Error("the vector is missing");
    const whole = proofOf(good);
    const bent = (part: "leaf" | "detail" | "salt"): Proof[] => {
      const raw = fromBase64(whole[part]) ?? new Uint8Array(0);
      return Array.from(raw, (byte, i) => ({ ...whole, [part]: toBase64(raw.with(i, byte ^ 1)) }));
    };
    const inclusion = whole.inclusion.map((h, i) => ({ ...whole, inclusion: whole.inclusion.with(i, toBase64((fromBase64(h) ?? new Uint8Array(0)).map((b) => b ^ 128))) }));
    for (const p of [...bent("leaf"), ...bent("detail"), ...bent("salt"), ...inclusion]) {
      expect(verifyBundle(p, good.key).failed).toBeDefined();
    }
  });
});

describe("one checkpoint extends another", () => {
  it.each(vectors.consistency.map((v) => [v.name, v] as const))("%s", (_, v) => {
    const check = () => {
      const [older, newer] = [parseCheckpoint(v.older, v.key), parseCheckpoint(v.newer, v.key)];
      verifyConsistency(older.size, newer.size, v.proof.map((h) => fromBase64(h) ?? new Uint8Array(0)), older.root, newer.root);
    };
    if (v.flaw === "") expect(check).not.toThrow();
    else expect(check).toThrow(new ProofError(v.flaw as ProofError["flaw"]));
  });
});

describe("bundleFile", () => {
  const [first] = vectors.bundles;
  const event = undefined;
  it("keeps an index of 64 bits as a number", () => {
    if (first === undefined) throw new Error("no vector");
    const file = bundleFile({ ...proofOf(first), index: "18446744073709551615", tree_size: "1", origin: "o", verifier_key: "k", event });
    expect(file).toContain('"index": 18446744073709551615,');
    expect(file).toContain('"format": "chengxin-proof/1"');
  });
  it("has one for consistency, too", () => {
    const file = consistencyFile(18446744073709551614n, 18446744073709551615n, ["aGk="], "note");
    expect(file).toContain('"from": 18446744073709551614,');
    expect(file).toContain('"to": 18446744073709551615,');
    expect(JSON.parse(file)).toMatchObject({ format: "chengxin-consistency/1", proof: ["aGk="], checkpoint: "note" });
  });
});
