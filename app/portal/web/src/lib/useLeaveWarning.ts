import { useEffect } from "react";

/** useLeaveWarning makes the browser ask before the page is left or loaded anew while something is under way that would stop. */
export function useLeaveWarning(active: boolean): void {
  useEffect(() => {
    if (!active) return;
    const ask = (e: BeforeUnloadEvent) => {
      e.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => {
      removeEventListener("beforeunload", ask);
    };
  }, [active]);
}
