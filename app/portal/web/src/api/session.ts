import { store } from "../lib/store";
import { send } from "./send";
import { FaultError, faultOf, localFault, type Fault } from "./fault";
import type { Me } from "./types";

/** Session is what the portal says about the browser's cookie. The bearer token stays with the server. */
export interface Session {
  me: Me | null;
  csrf: string;
  idle_seconds: number;
  /** Absent for the anonymous. */
  expires_at?: string;
  demo: boolean;
  version: string;
}

export interface SessionState {
  session: Session | null;
  /** Why the session ended, while the dialog asks to log in again. `session.me` stays until then, so that the page does too. */
  ended: Fault | null;
  /** Why the session could not be read at the start. */
  failed: FaultError | null;
}

const path = "/portal/session";
const start: SessionState = { session: null, ended: null, failed: null };

export const sessionState = store<SessionState>(start);

/** Counts logins, so that an answer of the session before does not end the new one. */
let epoch = 0;
let waiting: { promise: Promise<boolean>; settle: (again: boolean) => void } | null = null;
const identityListeners = new Set<() => void>();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("chengxin.session");
channel?.addEventListener("message", (e: MessageEvent<unknown>) => {
  if (e.data === "logout") leave();
  if (e.data === "login") void loadSession();
});

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
    const response = await send(new Request(absolute(path)));
    if (!response.ok) throw await faultOf(response);
    accept((await response.json()) as Session);
  } catch (error) {
    const failed = error instanceof FaultError ? error : localFault("ANSWER_MALFORMED", 500);
    if (sessionState.get().session === null) sessionState.set({ ...start, failed });
  }
}

/** touchSession keeps the session from idling out while its user works without calls. */
export async function touchSession(): Promise<void> {
  const response = await send(new Request(absolute(path)));
  if (!response.ok) return;
  const next = (await response.json()) as Session;
  if (next.me === null && me() !== null) void endSession(localFault("SESSION_ENDED", 401).fault);
  else accept(next);
}

/** login opens a session, or throws the refusal. */
export async function login(name: string, password: string): Promise<void> {
  // The token of a page that stood open for long may be stale.
  if (csrf() === "" || sessionState.get().ended !== null) await refreshCsrf();
  const response = await send(
    new Request(absolute(path), {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": csrf() },
      body: JSON.stringify({ name, password }),
    }),
  );
  if (!response.ok) throw await faultOf(response);
  accept((await response.json()) as Session);
  channel?.postMessage("login");
}

/** logout ends the session in every tab; the page forgets it even when the server cannot be told. */
export async function logout(): Promise<void> {
  try {
    await closeSession();
  } finally {
    leave();
    channel?.postMessage("logout");
  }
}

/** expireIdle ends the session for want of activity and asks to log in again. */
export async function expireIdle(): Promise<void> {
  const dialog = endSession(localFault("SESSION_IDLE", 401).fault);
  await closeSession().catch(() => undefined);
  await dialog;
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

/** leave forgets who was logged in, here and now. */
export function leave(): void {
  const { session } = sessionState.get();
  epoch++;
  sessionState.set({ ...start, session: session === null ? null : { ...session, me: null } });
  identityListeners.forEach((tell) => {
    tell();
  });
  settleWaiting(false);
}

/** accept takes a session over. Whoever waits for the same person goes on; another person starts afresh. */
function accept(session: Session): void {
  const before = me();
  // While the dialog is up, an anonymous answer must not take the page away.
  if (session.me === null && sessionState.get().ended !== null) {
    sessionState.set({ ...sessionState.get(), session: { ...session, me: before } });
    return;
  }
  const same = before?.id === session.me?.id;
  if (!same || sessionState.get().ended !== null) epoch++;
  sessionState.set({ session, ended: null, failed: null });
  if (!same) {
    identityListeners.forEach((tell) => {
      tell();
    });
  }
  settleWaiting(same);
}

function settleWaiting(again: boolean): void {
  waiting?.settle(again);
  waiting = null;
}

async function closeSession(): Promise<void> {
  await send(new Request(absolute(path), { method: "DELETE", headers: { "x-csrf-token": csrf() } }));
}

/** refreshCsrf reads the token alone; who is logged in stays as the page knows it. */
export async function refreshCsrf(): Promise<void> {
  const response = await send(new Request(absolute(path)));
  if (!response.ok) throw await faultOf(response);
  const next = (await response.json()) as Session;
  const { session } = sessionState.get();
  sessionState.set({ ...sessionState.get(), session: session === null ? next : { ...session, csrf: next.csrf } });
}

function absolute(relative: string): string {
  return new URL(relative, globalThis.location.href).href;
}
