import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, fetchData } from "../../../api/client";
import { FaultError } from "../../../api/fault";
import type { Schema } from "../../../api/types";
import { verifyBundle, type Verdict } from "../../../lib/ledger/bundle";
import { fromBase64 } from "../../../lib/ledger/bytes";
import type { Checkpoint } from "../../../lib/ledger/note";
import { compare, keepSeen, recallSeen, seenOf, type Comparison } from "./earlier";
import { keyParts, useOwnKey } from "./ownKey";
import { differing, eventOf, type Event } from "./shown";

export type Bundle = Schema<"audit.v1.ProofBundle">;

/** Judged is a proof with what this browser found. */
export interface Judged {
  bundle: Bundle;
  verdict: Verdict;
  key: string;
  /** The key was given by the auditor, not by the server. */
  own: boolean;
  malformed: boolean;
  /** What is shown, and the members in which it is not what was proven. Null: the proof failed before. */
  differs: string[] | null;
}

/** useProof gets the proof of one event. It does not change, and each look at it is evidence: it is asked for once. */
export function useProof(index: string) {
  return useQuery({
    queryKey: ["audit", "proof", index],
    queryFn: ({ signal }) => fetchData(api.GET("/v1/audit/events/{index}/proof", { params: { path: { index } }, signal })),
    staleTime: Infinity,
  });
}

/** useJudged verifies a proof with the auditor's key if there is one, else with the server's. */
export function useJudged(bundle: Bundle): Judged {
  const ownKey = useOwnKey();
  const key = ownKey || bundle.verifier_key;
  return useMemo(() => {
    const verdict = verifyBundle(bundle, key);
    const malformed = verdict.leaf?.kind === "malformed";
    return { bundle, verdict, key, own: ownKey !== "", malformed, differs: verdict.failed === undefined ? differs(bundle, verdict, malformed) : null };
  }, [bundle, key, ownKey]);
}

/** differs holds what the page shows against what was proven: the detail, or as much as the leaf says. */
function differs(bundle: Bundle, verdict: Verdict, malformed: boolean): string[] {
  const shown = bundle.event;
  if (shown === undefined || verdict.leaf === undefined) return ["event"];
  if (verdict.erased || malformed) {
    const { at, kind } = verdict.leaf;
    // Of these the page shows the leaf alone.
    return [...(kind === shown.kind ? [] : ["kind"]), ...(Date.parse(shown.at) === at ? [] : ["at"])];
  }
  const proven = eventOf(bundle.index, new TextDecoder().decode(fromBase64(bundle.detail)));
  return proven === null ? ["event"] : differing(shown, proven);
}

/** leafEvent is an event of which only the leaf is known. */
export function leafEvent(index: string, verdict: Verdict): Pick<Event, "index" | "at" | "kind" | "decision"> | null {
  const { leaf } = verdict;
  return leaf === undefined ? null : { index, at: new Date(leaf.at).toISOString(), kind: leaf.kind, decision: leaf.decision };
}

/** useComparison compares a verified checkpoint with the one seen earlier, and remembers the larger of the two. Nothing is asked without one. */
export function useComparison(checkpoint: Checkpoint | undefined, note: string, key: string) {
  return useQuery<Comparison>({
    queryKey: ["audit", "earlier", note],
    enabled: checkpoint !== undefined,
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      if (checkpoint === undefined) throw new Error("no checkpoint");
      const found = await compare(checkpoint, recallSeen(checkpoint.origin), (from, to) => consistency(from, to, signal));
      // What was seen stays when the log is broken: it is the evidence of it.
      if (found.state === "first" || found.state === "extends") keepSeen(seenOf(checkpoint, note, keyParts(key).id, new Date()));
      return found;
    },
  });
}

async function consistency(from: bigint, to: bigint, signal: AbortSignal): Promise<string[] | null> {
  try {
    const reply = await fetchData(api.GET("/v1/audit/consistency", { params: { query: { from: from.toString(), to: to.toString() } }, signal }));
    return reply.proof;
  } catch (e) {
    // The log has no such size: it is smaller than what was seen.
    if (e instanceof FaultError && e.fault.reason === "TREE_RANGE") return null;
    throw e;
  }
}
