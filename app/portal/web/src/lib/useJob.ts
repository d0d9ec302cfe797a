import { useCallback, useState } from "react";

/**
 * useJob keeps the state of long work in this tab, so that a reload finds it again: the id the server gave, how far it is.
 * It never holds records or personal data. `accept` refuses what an older version of the page left.
 *
 *     const [job, setJob, forget] = useJob("push", isPushJob);
 */
export function useJob<T>(name: string, accept: (value: unknown) => value is T): [T | null, (job: T) => void, () => void] {
  const key = `chengxin.job.${name}`;
  const [job, setJob] = useState<T | null>(() => {
    try {
      const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
      return accept(value) ? value : null;
    } catch {
      return null;
    }
  });
  const save = useCallback(
    (next: T) => {
      setJob(next);
      try {
        sessionStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Without storage the job lives as long as the page.
      }
    },
    [key],
  );
  const forget = useCallback(() => {
    setJob(null);
    sessionStorage.removeItem(key);
  }, [key]);
  return [job, save, forget];
}
