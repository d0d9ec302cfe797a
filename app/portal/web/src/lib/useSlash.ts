import { useEffect, type RefObject } from "react";

/** useSlash moves the focus to a field when / is pressed anywhere but in a field. */
export function useSlash(field: RefObject<{ focus: () => void } | null>): void {
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey) return;
      const at = e.target;
      if (at instanceof HTMLElement && (at.isContentEditable || at.closest("input, textarea, select, [role=dialog]") !== null)) return;
      e.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
    };
  }, [field]);
}
