import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakePortal, person, stubChannels } from "../test/sessions";

let portal: FakePortal;

/** tab is a page of its own, with the same cookie, storage and channel as the others. */
const tab = async () => {
  vi.resetModules();
  const session = await import("./session");
  await session.loadSession();
  return session;
};

beforeEach(() => {
  localStorage.clear();
  stubChannels();
  portal = new FakePortal();
  portal.open(person("wang"));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("after a logout", () => {
  it("one can log in again without a reload, with the token that the logout brought", async () => {
    const { login, logout, me } = await tab();
    await logout();
    expect(me()).toBeNull();
    expect(portal.who).toBeNull();
    portal.seen.length = 0;
    await login("li", "secret");
    expect(me()?.name).toBe("li");
    expect(portal.seen).toEqual(["POST /portal/session"]);
  });
  it("one can log in in another tab", async () => {
    const [a, b] = [await tab(), await tab()];
    expect(b.me()?.name).toBe("wang");
    await a.logout();
    expect(b.me()).toBeNull();
    await b.login("li", "secret");
    await vi.waitFor(() => expect(a.me()?.name).toBe("li"));
  });
  it("another tab forgets it at once, and asks nothing until the server has confirmed", async () => {
    const [a, b] = [await tab(), await tab()];
    const confirm = portal.hold("DELETE");
    portal.seen.length = 0;
    const out = a.logout();
    expect(b.me()).toBeNull();
    const login = b.login("li", "secret");
    confirm();
    await Promise.all([out, login]);
    expect(b.me()?.name).toBe("li");
    expect(portal.seen.slice(0, 3)).toEqual(["DELETE /portal/session", "GET /portal/session", "POST /portal/session"]);
  });
  it("another tab does it when the first one is gone", async () => {
    const b = await tab();
    vi.useFakeTimers();
    new BroadcastChannel("chengxin.session").postMessage("logout");
    expect(b.me()).toBeNull();
    const load = b.loadSession();
    await vi.advanceTimersByTimeAsync(9_000);
    expect(portal.who).not.toBeNull();
    await vi.advanceTimersByTimeAsync(1_000);
    await load;
    expect(portal.who).toBeNull();
    expect(b.me()).toBeNull();
  });
  it("one can log in where the token went stale unheard", async () => {
    portal.open(null);
    const { login, me } = await tab();
    portal.open(person("wang"));
    await login("li", "secret");
    expect(me()?.name).toBe("li");
  });
  it("an answer that was on its way does not bring the person back", async () => {
    const { logout, me, touchSession } = await tab();
    const arrive = portal.hold("GET");
    const late = touchSession();
    await vi.waitFor(() => expect(portal.seen).toHaveLength(2));
    await logout();
    arrive();
    await late;
    expect(me()).toBeNull();
  });
});

describe("a logout that does not reach the server", () => {
  it("shows at once, says so, and is finished first when the server is back", async () => {
    const { loadSession, logout, me, sessionState } = await tab();
    portal.up = false;
    await logout();
    expect(me()).toBeNull();
    expect(sessionState.get().unfinished).toBe(true);
    await loadSession();
    expect(sessionState.get().unfinished).toBe(true);
    portal.up = true;
    await loadSession();
    expect(me()).toBeNull();
    expect(portal.who).toBeNull();
    expect(sessionState.get().unfinished).toBe(false);
  });
  it("is finished after a reload", async () => {
    const before = await tab();
    portal.up = false;
    await before.logout();
    const offline = await tab();
    expect(offline.sessionState.get()).toMatchObject({ session: null, unfinished: true, failed: { fault: { reason: "SERVER_UNREACHABLE" } } });
    portal.up = true;
    const { me, sessionState } = await tab();
    expect(me()).toBeNull();
    expect(portal.who).toBeNull();
    expect(sessionState.get()).toMatchObject({ session: { csrf: "visitor" }, unfinished: false, failed: null });
  });
  it.each([500, 503])("because of status %i is not taken for done", async (status) => {
    const { loadSession, logout, me, sessionState } = await tab();
    portal.broken = { DELETE: status };
    await logout();
    expect(me()).toBeNull();
    expect(sessionState.get().unfinished).toBe(true);
    portal.broken = {};
    await loadSession();
    expect(portal.who).toBeNull();
    expect(sessionState.get().unfinished).toBe(false);
  });
  it("comes before the next login", async () => {
    const { login, logout, me } = await tab();
    portal.up = false;
    await logout();
    await expect(login("li", "secret")).rejects.toMatchObject({ fault: { reason: "SERVER_UNREACHABLE" } });
    portal.up = true;
    portal.seen.length = 0;
    await login("li", "secret");
    expect(portal.seen).toEqual(["DELETE /portal/session", "POST /portal/session"]);
    expect(me()?.name).toBe("li");
  });
  it("is known to every tab, and any of them finishes it", async () => {
    const [a, b] = [await tab(), await tab()];
    portal.up = false;
    await a.logout();
    expect(b.me()).toBeNull();
    expect(b.sessionState.get().unfinished).toBe(true);
    portal.up = true;
    await b.loadSession();
    expect(portal.who).toBeNull();
    expect([a, b].map((t) => t.sessionState.get().unfinished)).toEqual([false, false]);
  });
  it("does not end the login that another tab made since", async () => {
    const [a, b] = [await tab(), await tab()];
    portal.up = false;
    await a.logout();
    portal.up = true;
    await b.login("li", "secret");
    await a.loadSession();
    expect(portal.who?.name).toBe("li");
    expect(a.me()?.name).toBe("li");
  });
});

describe("a session that idled out", () => {
  it("stays ended when the server could not be told and is back", async () => {
    const { expireIdle, loadSession, login, me, sessionState } = await tab();
    portal.up = false;
    const gone = expireIdle();
    await vi.waitFor(() => expect(sessionState.get().unfinished).toBe(true));
    portal.up = true;
    await loadSession();
    expect(sessionState.get()).toMatchObject({ ended: { reason: "SESSION_IDLE" }, unfinished: false });
    expect(portal.who).toBeNull();
    await login("wang", "secret");
    await gone;
    expect(sessionState.get().ended).toBeNull();
    expect(me()?.name).toBe("wang");
  });
  it("is not opened again by a reload", async () => {
    const before = await tab();
    portal.up = false;
    void before.expireIdle();
    await vi.waitFor(() => expect(before.sessionState.get().unfinished).toBe(true));
    portal.up = true;
    expect((await tab()).me()).toBeNull();
  });
});

describe("a session that ended at the server", () => {
  it.each(["loadSession", "touchSession"] as const)("keeps the page and asks to log in again: %s", async (read) => {
    const { login, me, onIdentityChange, sessionState, ...session } = await tab();
    const changed = vi.fn();
    onIdentityChange(changed);
    portal.open(null);
    await session[read]();
    expect(me()?.name).toBe("wang");
    expect(sessionState.get()).toMatchObject({ ended: { reason: "SESSION_ENDED" }, session: { csrf: "visitor" } });
    // Asked once more, it says the same.
    await session[read]();
    expect(me()?.name).toBe("wang");
    await login("wang", "secret");
    expect(sessionState.get().ended).toBeNull();
    expect(changed).not.toHaveBeenCalled();
  });
});
