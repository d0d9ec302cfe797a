import { useState } from "react";
import { useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import type { Place } from "../grid/move";
import type { Edits } from "../grid/useGridEditing";
import type { Item } from "../shared/useResources";
import type { Quarantined } from "../shared/useOpenQuarantine";
import { text as areaText } from "../text";
import { problemsOf, type Correction } from "./corrections";
import { text } from "./text";
import { useCorrections, type Corrections, type Edit } from "./useCorrections";

export interface Bench extends Pick<Corrections, "rows" | "progress"> {
  /** The items shown as columns. */
  items: readonly Item[];
  onlyWrong: boolean;
  setOnlyWrong: (on: boolean) => void;
  active: Place;
  setActive: (place: Place) => void;
  focus: number;
  /** The last result, in words. */
  said: string;
  /** Rows with changes. */
  changed: readonly number[];
  send: (rows: readonly number[]) => void;
  next: () => void;
  edits: Edits;
}

/** useBench ties the corrections to the grid: which columns are shown, where the focus is, what was said last. */
export function useBench(records: readonly Quarantined[], all: readonly Item[], as: string, onMoved: (ids: string[]) => void): Bench {
  const t = useText(text);
  const area = useText(areaText);
  const who = useMe()?.id ?? "";
  const { rows, restored, edit, undo, submit, progress } = useCorrections(records, all, who, as);
  const [onlyWrong, setOnlyWrong] = useState(false);
  const [place, setActive] = useState<Place>({ row: 0, col: 0 });
  const [focus, setFocus] = useState(0);
  const [said, setSaid] = useState(() => (restored > 0 ? t("restored", { n: restored }) : ""));
  const items = onlyWrong ? all.filter((i) => rows.some((r) => r.edits[i.name] !== undefined || problemsOf(r, all).items.has(i.name))) : all;
  const active = { row: Math.min(place.row, rows.length - 1), col: Math.min(place.col, items.length - 1) };

  const told = (c: Correction) => {
    const line = area("line", { n: c.line });
    if (c.state !== "failed") setSaid(c.state === "done" ? t("resultDone", { line }) : t("resultAgain", { line, why: c.outcomes[0]?.message ?? "" }));
  };
  const send = (which: readonly number[]) => {
    void submit(which, told).then(onMoved);
  };
  const editsAt = (row: number, col: number, value: string): Edit[] => {
    const item = items[col];
    return item === undefined || row >= rows.length ? [] : [{ row, item, text: value }];
  };
  return {
    rows,
    progress,
    items,
    onlyWrong,
    setOnlyWrong,
    active,
    setActive,
    focus,
    said,
    changed: rows.flatMap((r, i) => (Object.keys(r.edits).length > 0 && r.state !== "sending" ? [i] : [])),
    send,
    next() {
      const to = nextProblem(rows, items, all, active);
      if (to === null) return;
      setActive(to);
      setFocus(focus + 1);
    },
    edits: {
      onCommit(row, col, value) {
        edit(editsAt(row, col, value));
      },
      onPaste(from, block) {
        const list = block.flatMap((cells, i) => cells.flatMap((value, k) => editsAt(from.row + i, from.col + k, value.trim())));
        edit(list);
        setSaid(`${t("pasted", { rows: block.length, cols: Math.max(0, ...block.map((c) => c.length)) })}${list.length < block.flat().length ? t("pastedCut") : ""}`);
      },
      onUndo: undo,
      onSubmit(row) {
        send([row]);
      },
    },
  };
}

/** nextProblem finds the next cell, or row head, with something against it that was not changed since; round to the beginning. */
export function nextProblem(rows: readonly Correction[], items: readonly Item[], all: readonly Item[], from: Place): Place | null {
  const places = rows.flatMap((r, row) => {
    const p = problemsOf(r, all);
    const cols = items.flatMap((item, col) => (p.items.has(item.name) && r.edits[item.name] === undefined ? [col] : []));
    return (p.row.length > 0 ? [-1, ...cols] : cols).map((col) => ({ row, col }));
  });
  return places.find((p) => p.row > from.row || (p.row === from.row && p.col > from.col)) ?? places[0] ?? null;
}
