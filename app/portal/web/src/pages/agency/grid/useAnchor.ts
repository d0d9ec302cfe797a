import { useLayoutEffect, useState, type RefObject } from "react";

/** Anchor is where a cell stands: in the box that floats around the grid, and in the window. In pixels. */
export interface Anchor {
  left: number;
  top: number;
  bottom: number;
  width: number;
  boxWidth: number;
  windowLeft: number;
  windowTop: number;
}

/** useAnchor follows a cell that the grid draws; null until it is drawn. `moved` changes whenever the cell may have moved. */
export function useAnchor(box: RefObject<HTMLElement | null>, place: string, moved: string): Anchor | null {
  const [anchor, setAnchor] = useState<Anchor | null>(null);
  useLayoutEffect(() => {
    const outer = box.current?.getBoundingClientRect();
    const inner = box.current?.querySelector(`[data-place="${place}"]`)?.getBoundingClientRect();
    setAnchor(
      outer === undefined || inner === undefined
        ? null
        : {
            left: inner.left - outer.left,
            top: inner.top - outer.top,
            bottom: inner.bottom - outer.top,
            width: inner.width,
            boxWidth: outer.width,
            windowLeft: inner.left,
            windowTop: inner.top,
          },
    );
  }, [box, place, moved]);
  return anchor;
}
