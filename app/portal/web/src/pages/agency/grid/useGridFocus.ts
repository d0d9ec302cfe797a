import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";
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

/**
 * useGridFocus scrolls the active cell into sight and gives it the focus when it was moved to; call what it returns before moving.
 * It also brings the focus back when what had it is gone, as when a row is locked while it is submitted.
 */
export function useGridFocus({ scroller, active, columns, headWidth, focus }: Props): () => void {
  const wanted = useRef(false);
  const told = useRef(focus);
  const inside = useFocusInside(scroller);
  const { row, col } = active;
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const lost = inside.current && document.activeElement === document.body;
    const asked = wanted.current || told.current !== focus;
    told.current = focus;
    wanted.current = false;
    if (!asked && !lost) return;
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

/** useFocusInside knows whether the focus was last put inside an element; the end of what had it is no move elsewhere. */
function useFocusInside(box: RefObject<HTMLElement | null>): RefObject<boolean> {
  const inside = useRef(false);
  useEffect(() => {
    const look = (e: Event) => {
      inside.current = e.target instanceof Node && box.current?.contains(e.target) === true;
    };
    document.addEventListener("focusin", look);
    document.addEventListener("pointerdown", look);
    return () => {
      document.removeEventListener("focusin", look);
      document.removeEventListener("pointerdown", look);
    };
  }, [box]);
  return inside;
}
