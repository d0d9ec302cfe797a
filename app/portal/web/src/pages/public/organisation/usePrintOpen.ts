import { useEffect } from "react";

/** usePrintOpen unfolds what is folded while the page is printed: paper can't be clicked. */
export function usePrintOpen(): void {
  useEffect(() => {
    let folded: HTMLDetailsElement[] = [];
    const before = () => {
      folded = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
      for (const d of folded) d.open = true;
    };
    const after = () => {
      for (const d of folded) d.open = false;
      folded = [];
    };
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
}
