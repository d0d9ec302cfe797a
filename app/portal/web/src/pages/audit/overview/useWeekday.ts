import { useCallback } from "react";
import { useText } from "../../../lib/text";
import { text } from "./text";

const keys = ["weekday1", "weekday2", "weekday3", "weekday4", "weekday5", "weekday6", "weekday7"] as const;

/** useWeekday names a weekday: 1 Monday to 7 Sunday. */
export function useWeekday(): (n: number) => string {
  const t = useText(text);
  return useCallback(
    (n: number) => {
      const key = keys[n - 1];
      return key === undefined ? "" : t(key);
    },
    [t],
  );
}
