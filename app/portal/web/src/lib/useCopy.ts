import { useCallback, useEffect, useState } from "react";
import { copyText } from "./copyText";

/** How long a success is shown, in milliseconds. */
const shown = 2_000;

/** Copied is what became of the last copy; a failure stays until the next one. */
export type Copied = "idle" | "copied" | "copyFailed";

/** useCopy copies texts and tells how it went; show it with CopyNote. */
export function useCopy(): [Copied, (text: string) => void] {
  const [state, setState] = useState<Copied>("idle");
  useEffect(() => {
    if (state !== "copied") return;
    const timer = setTimeout(() => {
      setState("idle");
    }, shown);
    return () => {
      clearTimeout(timer);
    };
  }, [state]);
  const copy = useCallback((text: string) => {
    void copyText(text).then((done) => {
      setState(done ? "copied" : "copyFailed");
    });
  }, []);
  return [state, copy];
}
