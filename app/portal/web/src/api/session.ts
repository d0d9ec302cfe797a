import { forget, recall, remember } from "../lib/store";
import { FaultError, isStaleToken, localFault } from "./fault";
import { closeSession, openSession, readSession } from "./sessionCalls";
import { accept, csrf, endSession, leave, me, sessionEpoch, sessionState, type Caller } from "./sessionState";
import type { Session } from "./types";

export { caller, csrf, leave, me, onIdentityChange, sessionEpoch, sessionState } from "./sessionState";

/** Leaving is a session that is to end, until the server has confirmed it. `csrf` is its token, "" where that is not known. */
interface Leaving {
  csrf: string;
}

/** Says that one is leaving. It holds over reloads and for new tabs: a cookie that is still good must not undo a logout. */
const mark = "chengxin.session.leaving";
/** How long another tab may take to log out before this one does it, in milliseconds. */
const patience = 10_000;

let leaving: Leaving | null = recall(mark) === null ? null : { csrf: "" };
let closing: Promise<void> | null = null;
/** Ends the wait for another tab. */
let heard: (() => void) | null = null;

/** Tabs tell each other of a login, of a logout as it begins, and whether the server has confirmed one or could not be told. */
type Word = "login" | "logout" | "left" | "stuck";
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("chengxin.session");
channel?.addEventListener("message", (e: MessageEvent<unknown>) => {
  hear(e.data);
});
const tellTabs = (word: Word) => channel?.postMessage(word);

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
  const sent = sessionEpoch();
  const next = await readSession();
  // Who logged in or out meanwhile knows better.
  if (sent === sessionEpoch() && leaving === null) accept(next);
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
  tellTabs("logout");
  await finishLeaving().catch(() => undefined);
  if (leaving !== null) tellTabs("stuck");
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
  if ((ended !== null || (!stale && sent.epoch === sessionEpoch())) && !(await endSession(fault))) return false;
  return me()?.id === sent.id;
}

function hear(word: unknown): void {
  switch (word) {
    case "logout":
      leave();
      setLeaving({ csrf: "" });
      // Two that log out at once would make each other's next token stale.
      closing ??= new Promise<void>((resolve) => {
        const late = setTimeout(resolve, patience);
        heard = () => {
          clearTimeout(late);
          resolve();
        };
      }).finally(() => {
        closing = null;
      });
      return;
    case "stuck":
      // The tab that could not tell the server may be gone when the server is back.
      if (me() !== null) leave();
      setLeaving({ csrf: "" });
      sessionState.set({ ...sessionState.get(), unfinished: true });
      break;
    case "left":
    case "login":
      setLeaving(null);
  }
  heard?.();
  heard = null;
  if (word === "login") void loadSession();
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
