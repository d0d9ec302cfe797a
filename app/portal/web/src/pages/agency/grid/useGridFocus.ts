import { useLayoutEffect, useRef, type RefObject } from "react";
import { reveal } from "./geometry";
import type { Place } from "./move";
import type { GridColumn } from "./types";

interface Props {
  scroller: RefObject<HTMLElement | null>;
  active: Place;
  columns: readonly GridColumn[];
  headWidth: number;
  /** Counts up whenever the active cell shall take the focus. */
  focus: number;
}

/** useGridFocus scrolls the active cell into sight and gives it the focus when it was moved to; call what it returns before moving. */
export function useGridFocus({ scroller, active, columns, headWidth, focus }: Props): () => void {
  const wanted = useRef(false);
  const told = useRef(focus);
  const { row, col } = active;
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    if (told.current !== focus) wanted.current = true;
    told.current = focus;
    if (!wanted.current) return;
    wanted.current = false;
    const to = reveal({ row, col }, columns, headWidth, { top: box.scrollTop, left: box.scrollLeft, height: box.clientHeight, width: box.clientWidth });
    box.scrollTo({ ...to, behavior: "instant" });
    const cell = box.querySelector<HTMLElement>(`[data-place="${row}:${col}"]`);
    // The head of a row gives the focus to its button, an editable cell to its input.
    const inner = cell?.querySelector<HTMLElement>("[data-focus], button:not(:disabled), a");
    (inner ?? cell)?.focus({ preventScroll: true });
  });
  return () => {
    wanted.current = true;
  };
}
