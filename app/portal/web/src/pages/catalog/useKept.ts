import { useState } from "react";

/** useKept is the value, or the last one that was good while the present one is not. */
export function useKept<T>(value: T, good: boolean): T {
  const [kept, setKept] = useState(value);
  if (good && kept !== value) setKept(value);
  return good ? value : kept;
}
