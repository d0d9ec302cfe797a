import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLeaveWarning } from "../../../lib/useLeaveWarning";
import type { Item } from "../shared/useResources";
import type { Quarantined } from "../shared/useOpenQuarantine";
import { correctionOf, edited, recordOf, settledBy, valueAt, type Correction } from "./corrections";
import { guardDrafts, keepable, keepDraft, recallDrafts, type Values } from "./drafts";
import { submitRecord } from "./submit";

/** Edit sets an item of a row. */
export interface Edit {
  row: number;
  item: Item;
  text: string;
}

export interface Corrections {
  rows: readonly Correction[];
  /** Edits that were found again after a reload. */
  restored: number;
  edit: (edits: readonly Edit[]) => void;
  undo: () => void;
  /** Submits rows one after the other; `told` hears of each result. It gives the ids under which the rows go on. */
  submit: (rows: readonly number[], told: (row: Correction) => void) => Promise<string[]>;
  /** How far a submission of several rows is. */
  progress: { done: number; total: number } | null;
}

/** Steps that can be taken back. */
const memory = 200;

/** useCorrections holds the rows of the grid, their edits, and their submission. `as` is the resource when it is another than before. */
export function useCorrections(records: readonly Quarantined[], items: readonly Item[], who: string, as: string): Corrections {
  const cache = useQueryClient();
  const [start] = useState(() => {
    const drafts = recallDrafts(who);
    return records.map((q) => correctionOf(q, drafts[q.id] ?? {}));
  });
  const [rows, setRows] = useState<readonly Correction[]>(start);
  const [progress, setProgress] = useState<Corrections["progress"]>(null);
  const latest = useRef(rows);
  const past = useRef<Edit[][]>([]);
  useEffect(guardDrafts, []);
  // A reload between two rows would leave the rest unsent.
  useLeaveWarning(progress !== null);

  const set = useCallback((next: readonly Correction[]) => {
    latest.current = next;
    setRows(next);
  }, []);
  const replace = useCallback(
    (at: number, change: (c: Correction) => Correction) => {
      set(latest.current.map((c, i) => (i === at ? change(c) : c)));
    },
    [set],
  );
  const apply = useCallback(
    (edits: readonly Edit[]) => {
      const next = [...latest.current];
      for (const { row, item, text } of edits) {
        const c = next[row];
        if (c !== undefined && c.state !== "done" && c.state !== "sending") next[row] = edited(c, item.name, text);
      }
      set(next);
      for (const row of new Set(edits.map((e) => e.row))) {
        const c = next[row];
        if (c !== undefined) keepDraft(who, c.id, keepableEdits(c, items));
      }
    },
    [items, set, who],
  );

  const submitOne = async (at: number): Promise<Correction | undefined> => {
    const c = latest.current[at];
    if (c === undefined || c.state === "done" || c.state === "sending") return undefined;
    replace(at, (now) => ({ ...now, state: "sending", error: null }));
    try {
      const receipt = await submitRecord(c.id, recordOf(c, items), as);
      keepDraft(who, c.id, {});
      replace(at, (now) => settledBy(now, receipt));
    } catch (error) {
      replace(at, (now) => ({ ...now, state: "failed", error }));
    }
    return latest.current[at];
  };

  return {
    rows,
    restored: start.reduce((n, c) => n + Object.keys(c.edits).length, 0),
    edit(edits) {
      const back = edits.flatMap(({ row, item }) => {
        const c = latest.current[row];
        return c === undefined ? [] : [{ row, item, text: valueAt(c, item.name) }];
      });
      past.current = [...past.current.slice(1 - memory), back];
      apply(edits);
    },
    undo() {
      const back = past.current.pop();
      if (back !== undefined) apply(back);
    },
    async submit(which, told) {
      setProgress({ done: 0, total: which.length });
      for (const [n, at] of which.entries()) {
        const settled = await submitOne(at);
        if (settled !== undefined) told(settled);
        setProgress({ done: n + 1, total: which.length });
      }
      setProgress(null);
      void cache.invalidateQueries({ queryKey: ["agency", "quarantine"], predicate: (q) => q.queryKey[2] !== "records" });
      void cache.invalidateQueries({ queryKey: ["agency", "receipts"] });
      return latest.current.map((c) => c.id);
    },
    progress,
  };
}

function keepableEdits(c: Correction, items: readonly Item[]): Values {
  const values = { ...c.base, ...c.edits };
  return Object.fromEntries(Object.entries(c.edits).filter(([name]) => items.some((i) => i.name === name && keepable(i, items, values))));
}
