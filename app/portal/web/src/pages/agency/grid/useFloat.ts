import { useEffect, useLayoutEffect, type RefObject } from "react";

/**
 * useFloat puts an element at a cell: after each drawing, and when anything scrolls. `cell` finds the cell; while it gives none, the
 * element is not seen. `put` writes its place.
 */
export function useFloat(node: RefObject<HTMLElement | null>, cell: () => Element | null | undefined, put: (node: HTMLElement, cell: DOMRect) => void): void {
  const place = () => {
    const n = node.current;
    const at = cell();
    if (n === null) return;
    n.style.setProperty("visibility", at == null ? "hidden" : "visible");
    if (at != null) put(n, at.getBoundingClientRect());
  };
  useLayoutEffect(place);
  useEffect(() => {
    addEventListener("scroll", place, { capture: true, passive: true });
    return () => {
      removeEventListener("scroll", place, { capture: true });
    };
  });
}
