import { store } from "../lib/store";
import { localFault, type Fault, type FaultError } from "./fault";
import type { Me, Session } from "./types";

export interface SessionState {
  session: Session | null;
  /** Why the session ended, while the dialog asks to log in again. `session.me` stays until then, so that the page does too. */
  ended: Fault | null;
  /** Why the session could not be read at the start. */
  failed: FaultError | null;
  /** The server could not be told yet that the session is to end. */
  unfinished: boolean;
}

const start: SessionState = { session: null, ended: null, failed: null, unfinished: false };

export const sessionState = store<SessionState>(start);

/** Counts logins, so that an answer of the session before does not end the new one. */
let epoch = 0;
let waiting: { promise: Promise<boolean>; settle: (again: boolean) => void } | null = null;
const identityListeners = new Set<() => void>();

/** me is who is logged in, null for the anonymous. */
export const me = (): Me | null => sessionState.get().session?.me ?? null;
export const csrf = (): string => sessionState.get().session?.csrf ?? "";
export const sessionEpoch = (): number => epoch;

/** onIdentityChange runs when another person, or nobody, takes over: nothing of the person before may stay. */
export function onIdentityChange(listener: () => void): () => void {
  identityListeners.add(listener);
  return () => identityListeners.delete(listener);
}

/** endSession shows the dialog and waits: true when the same person logged in again, false when they left. */
export function endSession(fault: Fault): Promise<boolean> {
  if (waiting === null) {
    let settle: (again: boolean) => void = () => undefined;
    const promise = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    waiting = { promise, settle };
    sessionState.set({ ...sessionState.get(), ended: fault });
  }
  return waiting.promise;
}

/** Caller is as whom, and in which session, a call was sent. */
export interface Caller {
  id: string | undefined;
  epoch: number;
}

export const caller = (): Caller => ({ id: me()?.id, epoch });

/** leave forgets who was logged in, here and now. */
export function leave(): void {
  const { session, unfinished } = sessionState.get();
  epoch++;
  // The token was that of the session.
  sessionState.set({ ...start, unfinished, session: session === null ? null : { ...nobody(session), csrf: "" } });
  tellIdentity();
  settleWaiting(false);
}

/** accept takes a session over. Whoever waits for the same person goes on; another person starts afresh. */
export function accept(next: Session): void {
  const { session, ended, unfinished } = sessionState.get();
  const before = session?.me;
  if (before !== undefined && next.me === undefined) {
    // The page stays, with its drafts, until its user has logged in again or left.
    sessionState.set({ session: { ...next, me: before }, ended, failed: null, unfinished });
    void endSession(localFault("SESSION_ENDED", 401).fault);
    return;
  }
  const same = before?.id === next.me?.id;
  if (!same || ended !== null) epoch++;
  sessionState.set({ ...start, unfinished, session: next });
  if (!same) tellIdentity();
  settleWaiting(same);
}

function nobody(session: Session): Session {
  const next = { ...session };
  delete next.me;
  return next;
}

function tellIdentity(): void {
  identityListeners.forEach((tell) => {
    tell();
  });
}

function settleWaiting(again: boolean): void {
  waiting?.settle(again);
  waiting = null;
}
