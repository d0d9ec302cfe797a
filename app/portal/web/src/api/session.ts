import { forget, recall, remember, store } from "../lib/store";
import { FaultError, isStaleToken, localFault, type Fault } from "./fault";
import { closeSession, openSession, readSession } from "./sessionCalls";
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

/** Leaving is a session that is to end, until the server has confirmed it. `csrf` is its token, "" where that is not known. */
interface Leaving {
  csrf: string;
}

const start: SessionState = { session: null, ended: null, failed: null, unfinished: false };
/** Says that one is leaving. It holds over reloads and for new tabs: a cookie that is still good must not undo a logout. */
const mark = "chengxin.session.leaving";

export const sessionState = store<SessionState>(start);

/** Counts logins, so that an answer of the session before does not end the new one. */
let epoch = 0;
let waiting: { promise: Promise<boolean>; settle: (again: boolean) => void } | null = null;
let leaving: Leaving | null = recall(mark) === null ? null : { csrf: "" };
let closing: Promise<void> | null = null;
const identityListeners = new Set<() => void>();

type Word = "login" | "logout" | "leaving" | "left";
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("chengxin.session");
channel?.addEventListener("message", (e: MessageEvent<unknown>) => {
  if (e.data === "logout" || e.data === "leaving") leave();
  // The tab that could not tell the server may be gone when the server is back.
  if (e.data === "leaving") {
    setLeaving({ csrf: "" });
    sessionState.set({ ...sessionState.get(), unfinished: true });
  }
  if (e.data === "left" || e.data === "login") setLeaving(null);
  if (e.data === "login") void loadSession();
});
const tellTabs = (word: Word) => channel?.postMessage(word);

/** me is who is logged in, null for the anonymous. */
export const me = (): Me | null => sessionState.get().session?.me ?? null;
export const csrf = (): string => sessionState.get().session?.csrf ?? "";
export const sessionEpoch = (): number => epoch;

/** onIdentityChange runs when another person, or nobody, takes over: nothing of the person before may stay. */
export function onIdentityChange(listener: () => void): () => void {
  identityListeners.add(listener);
  return () => identityListeners.delete(listener);
}

/** loadSession asks the portal who the browser is. It never throws: the state says what failed. */
export async function loadSession(): Promise<void> {
  try {
    await touchSession();
  } catch (error) {
    const failed = error instanceof FaultError ? error : localFault("ANSWER_MALFORMED", 500);
    if (sessionState.get().session === null) sessionState.set({ ...sessionState.get(), failed });
  }
}

/**
 * touchSession reads the session anew, which also keeps it from idling out while its user works without calls. One that has
 * ended asks to log in again. It throws what kept it from being read.
 */
export async function touchSession(): Promise<void> {
  await finishLeaving();
  const sent = epoch;
  const next = await readSession();
  // Who logged in or out meanwhile knows better.
  if (sent === epoch && leaving === null) accept(next);
}

/** login opens a session, or throws the refusal. */
export async function login(name: string, password: string): Promise<void> {
  await finishLeaving();
  // The token of a page that stood open for long may be stale.
  if (csrf() === "" || sessionState.get().ended !== null) await touchSession();
  let next: Session;
  try {
    next = await openSession(csrf(), name, password);
  } catch (error) {
    if (!isStaleToken(error)) throw error;
    await touchSession();
    next = await openSession(csrf(), name, password);
  }
  accept(next);
  tellTabs("login");
}

/** logout ends the session in every tab. It never throws: the page forgets it at once, and the server is told when it can be. */
export async function logout(): Promise<void> {
  setLeaving({ csrf: csrf() });
  leave();
  await finishLeaving().catch(() => undefined);
  tellTabs(leaving === null ? "logout" : "leaving");
}

/** expireIdle ends the session for want of activity and asks to log in again. It never throws, as logout. */
export async function expireIdle(): Promise<void> {
  const dialog = endSession(localFault("SESSION_IDLE", 401).fault);
  setLeaving({ csrf: csrf() });
  await finishLeaving().catch(() => undefined);
  await dialog;
}

/** finishLeaving tells the server what it could not be told before; nothing may be asked of it until then. It throws when that fails. */
export async function finishLeaving(): Promise<void> {
  while (leaving !== null) {
    closing ??= finish(leaving).finally(() => {
      closing = null;
    });
    await closing;
  }
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

/**
 * regain mends what a call was refused for: a session that ended, by waiting for the login, or a stale token. It is true when
 * the call may be sent again, which is never as another person than before.
 */
export async function regain(sent: Caller, refusal: FaultError): Promise<boolean> {
  const { fault } = refusal;
  const stale = isStaleToken(refusal);
  if (!stale && (fault.code !== 401 || me() === null)) return false;
  if (stale) await touchSession();
  const { ended } = sessionState.get();
  // A refusal of the session before says nothing about the present one.
  if ((ended !== null || (!stale && sent.epoch === epoch)) && !(await endSession(fault))) return false;
  return me()?.id === sent.id;
}

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
function accept(next: Session): void {
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

async function finish(mine: Leaving): Promise<void> {
  try {
    const next = await close(mine);
    // Another tab may have finished, or logged in, meanwhile.
    if (leaving !== mine) return;
    setLeaving(null);
    accept(next);
    tellTabs("left");
  } catch (error) {
    if (leaving === mine) sessionState.set({ ...sessionState.get(), unfinished: true });
    throw error;
  }
}

async function close(mine: Leaving): Promise<Session> {
  if (mine.csrf !== "") {
    try {
      return await closeSession(mine.csrf);
    } catch (error) {
      if (!isStaleToken(error)) throw error;
    }
  }
  const now = await readSession();
  return now.me === undefined || leaving !== mine ? now : closeSession(now.csrf);
}

function setLeaving(next: Leaving | null): void {
  leaving = next;
  if (next === null) forget(mark);
  else remember(mark, "1");
  if (next === null && sessionState.get().unfinished) sessionState.set({ ...sessionState.get(), unfinished: false });
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
