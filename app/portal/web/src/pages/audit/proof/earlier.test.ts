import { beforeEach, describe, expect, it, vi } from "vitest";
import { parseCheckpoint } from "../../../lib/ledger/note";
import vectors from "../../../lib/ledger/vectors.json";
import { compare, forgetSeen, keepSeen, recallSeen, seenOf } from "./earlier";

const good = vectors.consistency.find((v) => v.flaw === "" && v.proof.length > 1);
if (good === undefined) throw new Error("the vector is missing");
const at = new Date("2026-03-05T00:00:00Z");

const both = (v: typeof good) => ({ older: parseCheckpoint(v.older, v.key), newer: parseCheckpoint(v.newer, v.key) });

describe("compare", () => {
  const { older, newer } = both(good);
  const seen = seenOf(older, good.older, "871476ef", at);
  it("has nothing to compare the first time", async () => {
    expect(await compare(newer, null, vi.fn())).toEqual({ state: "first" });
  });
  it("finds that the log only grew", async () => {
    const ask = vi.fn().mockResolvedValue(good.proof);
    expect(await compare(newer, seen, ask)).toEqual({ state: "extends", seen, proof: good.proof });
    expect(ask).toHaveBeenCalledWith(older.size, newer.size);
  });
  it("takes an older checkpoint for a part of what was seen", async () => {
    const later = seenOf(newer, good.newer, "871476ef", at);
    expect(await compare(older, later, () => Promise.resolve(good.proof))).toMatchObject({ state: "within" });
  });
  it("asks nothing about the same checkpoint", async () => {
    const ask = vi.fn();
    expect(await compare(older, seen, ask)).toEqual({ state: "same", seen });
    expect(ask).not.toHaveBeenCalled();
  });
  it.each([
    ["another root at the same size", older, { ...seen, root: seenOf(newer, "", "", at).root }, good.proof, "CONSISTENCY_MISMATCH"],
    ["a proof that does not lead there", newer, seen, [...good.proof.slice(1), good.proof[0] ?? ""], "CONSISTENCY_MISMATCH"],
    ["no proof", newer, seen, [], "CONSISTENCY_PROOF_LENGTH"],
    ["a hash that is none", newer, seen, ["AAAA"], "PROOF_HASH_LENGTH"],
    ["a log that lost entries", older, seenOf(newer, good.newer, "", at), null, "TREE_SHRANK"],
  ])("is alarmed at %s", async (_, now, then, proof, flaw) => {
    expect(await compare(now, then, () => Promise.resolve(proof))).toEqual({ state: "broken", seen: then, flaw });
  });
  it("does not take a failed question for a broken log", async () => {
    await expect(compare(newer, seen, () => Promise.reject(new Error("no network")))).rejects.toThrow("no network");
  });
});

describe("what was seen", () => {
  beforeEach(() => {
    localStorage.clear();
  });
  const seen = seenOf(both(good).older, good.older, "871476ef", at);
  it("is kept by log", () => {
    keepSeen(seen);
    expect(recallSeen(seen.origin)).toEqual(seen);
    expect(recallSeen("another.example/ledger")).toBeNull();
    forgetSeen(seen.origin);
    expect(recallSeen(seen.origin)).toBeNull();
  });
  it.each([
    ["no JSON", "{"],
    ["another shape", '{"origin":"x"}'],
    ["a size that is none", JSON.stringify({ ...seen, size: "-1" })],
    ["another log", JSON.stringify({ ...seen, origin: "y" })],
  ])("is nothing when the browser holds %s", (_, raw) => {
    localStorage.setItem(`chengxin.ledger.seen.${seen.origin}`, raw);
    expect(recallSeen(seen.origin)).toBeNull();
  });
});
