import { useCallback, useState } from "react";

/** Jobs of this tab lie under this, one by name. */
const prefix = "chengxin.job.";

/** recallJob reads the job of a name; null when there is none, or one that `accept` refuses. */
export function recallJob<T>(name: string, accept: (value: unknown) => value is T): T | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(prefix + name) ?? "null");
    return accept(value) ? value : null;
  } catch {
    return null;
  }
}

/** keepJob remembers a job in this tab. */
export function keepJob(name: string, job: unknown): void {
  try {
    sessionStorage.setItem(prefix + name, JSON.stringify(job));
  } catch {
    // Without storage the job lives as long as the page.
  }
}

/** forgetJob drops it. */
export function forgetJob(name: string): void {
  sessionStorage.removeItem(prefix + name);
}

/**
 * useJob keeps the state of long work in this tab, so that a reload finds it again: the id the server gave, how far it is.
 * It never holds records or personal data. `accept` refuses what an older version of the page left. Work that goes on while
 * other pages are shown keeps its state outside React, with recallJob and keepJob.
 *
 *     const [job, setJob, forget] = useJob("push", isPushJob);
 */
export function useJob<T>(name: string, accept: (value: unknown) => value is T): [T | null, (job: T) => void, () => void] {
  const [job, setJob] = useState<T | null>(() => recallJob(name, accept));
  const save = useCallback(
    (next: T) => {
      setJob(next);
      keepJob(name, next);
    },
    [name],
  );
  const forget = useCallback(() => {
    setJob(null);
    forgetJob(name);
  }, [name]);
  return [job, save, forget];
}
