import { useSyncExternalStore } from "react";
import { me, onIdentityChange } from "../../../api/session";
import { decode, none, ofToday, type Cases } from "./cases";

/** Cases live in this tab: they survive a reload, end with the tab, and are gone when somebody else logs in. */
const key = "chengxin.officer.cases";

let held: Cases | null = null;
const listeners = new Set<() => void>();

onIdentityChange(() => {
  held = null;
  // A reload makes the caller known anew, too; only another person's cases go.
  if (stored()?.owner !== (me()?.id ?? "")) attempt(() => sessionStorage.removeItem(key));
  tell();
});

/** useCases gives the cases of the day. */
export function useCases(): Cases {
  return useSyncExternalStore(subscribe, casesNow);
}

/** changeCases changes them, with the instant it happens at. */
export function changeCases(change: (before: Cases, now: string) => Cases): void {
  const next = change(casesNow(), new Date().toISOString());
  held = next;
  attempt(() => {
    sessionStorage.setItem(key, JSON.stringify(next));
  });
  tell();
}

/** casesNow reads what is stored once for each person. */
export function casesNow(): Cases {
  const who = me();
  const owner = who?.id ?? "";
  if (held?.owner !== owner) {
    const kept = stored();
    held = kept?.owner === owner ? ofToday(kept, who?.purposes ?? [], new Date()) : none(owner);
  }
  return held;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(): void {
  listeners.forEach((listener) => {
    listener();
  });
}

const stored = (): Cases | null => decode(attempt(() => sessionStorage.getItem(key)) ?? null);

/** attempt does without storage where the browser forbids it: the cases then live as long as the page. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
