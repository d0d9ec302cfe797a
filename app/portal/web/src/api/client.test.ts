import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, fetchAnswer, fetchData } from "./client";
import { FakePortal, json, person } from "../test/sessions";
import { FaultError } from "./fault";
import { leave, loadSession, login, logout, me, sessionState } from "./session";

const officer = { id: "u1", name: "officer", display_name: "", agency: "a", agency_name: "", division: "", roles: ["officer"], actions: [], purposes: [], subject: "" };
const session = (who: object | null, csrf: string) => ({ ...(who === null ? {} : { me: who }), csrf, idle_seconds: 1800, demo: true, version: "1" });

type Answer = (request: Request) => Response | Promise<Response>;
let answers: Answer[];
const seen: { method: string; path: string; csrf: string | null; body: string }[] = [];

beforeEach(async () => {
  seen.length = 0;
  answers = [() => json(200, session(officer, "c1"))];
  vi.stubGlobal("fetch", async (request: Request) => {
    seen.push({ method: request.method, path: new URL(request.url).pathname, csrf: request.headers.get("x-csrf-token"), body: await request.clone().text() });
    const next = answers.shift();
    if (next === undefined) throw new Error(`unexpected call of ${request.url}`);
    return next(request);
  });
  await loadSession();
});
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

const search = () => fetchAnswer(api.POST("/v1/subjects:search", { body: { query: "恒信" } }));

describe("calls", () => {
  it("carry the token against forgery, and bring the evidence along", async () => {
    answers = [() => json(200, { hits: [], next_cursor: "" }, { "X-Chengxin-Evidence": "17" })];
    expect((await search()).evidence).toBe("17");
    expect(seen.at(-1)).toMatchObject({ method: "POST", path: "/portal/api/v1/subjects:search", csrf: "c1" });
  });
  it("throw the refusal of the server", async () => {
    answers = [() => json(403, { reason: "POLICY_DENIED", message_zh: "不可以" })];
    await expect(search()).rejects.toMatchObject({ fault: { reason: "POLICY_DENIED", code: 403 } });
  });
  it("call a gateway's page what it is", async () => {
    answers = [() => new Response("<html>bad gateway</html>", { status: 502 })];
    await expect(search()).rejects.toMatchObject({ fault: { reason: "SERVER_UNAVAILABLE" }, passing: true });
  });
  it("say when no server is there", async () => {
    answers = [() => Promise.reject(new TypeError("fetch failed"))];
    await expect(search()).rejects.toMatchObject({ fault: { reason: "SERVER_UNREACHABLE" }, passing: true });
  });
  it("call what is no JSON unreadable", async () => {
    answers = [() => new Response("{", { status: 200, headers: { "content-type": "application/json" } })];
    await expect(fetchData(api.GET("/v1/me"))).rejects.toMatchObject({ fault: { reason: "ANSWER_MALFORMED" } });
  });
  it("fetch a new token when the old one is stale, and are sent again whole", async () => {
    answers = [() => json(403, { reason: "CSRF_MISMATCH" }), () => json(200, session(officer, "c2")), () => json(200, { hits: [] })];
    await search();
    expect(seen.at(-1)).toMatchObject({ csrf: "c2", body: JSON.stringify({ query: "恒信" }) });
  });
});

describe("a session that ends in mid page", () => {
  const revoked = () => json(401, { reason: "SESSION_REVOKED", message_zh: "会话已撤销" });

  it("keeps the page, waits for the login, and sends the call again", async () => {
    answers = [revoked];
    const call = search();
    await vi.waitFor(() => expect(sessionState.get().ended?.reason).toBe("SESSION_REVOKED"));
    expect(me()?.name).toBe("officer");
    answers = [() => json(200, session(null, "anon")), () => json(200, session(officer, "c3")), () => json(200, { hits: [] })];
    await login("officer", "secret");
    await call;
    expect(sessionState.get().ended).toBeNull();
    expect(seen.at(-1)).toMatchObject({ path: "/portal/api/v1/subjects:search", csrf: "c3", body: JSON.stringify({ query: "恒信" }) });
  });
  it("does not send the call as another person", async () => {
    answers = [revoked];
    const call = search();
    const refused = expect(call).rejects.toBeInstanceOf(FaultError);
    await vi.waitFor(() => expect(sessionState.get().ended).not.toBeNull());
    answers = [() => json(200, session(null, "anon")), () => json(200, session({ ...officer, id: "u2" }, "c3"))];
    await login("other", "secret");
    await refused;
    expect(me()?.id).toBe("u2");
  });
  it("gives the call up when its user leaves", async () => {
    answers = [revoked];
    const refused = expect(search()).rejects.toMatchObject({ fault: { reason: "SESSION_REVOKED" } });
    await vi.waitFor(() => expect(sessionState.get().ended).not.toBeNull());
    leave();
    await refused;
    expect(me()).toBeNull();
  });
  it("is asked for once by many calls", async () => {
    answers = [revoked, revoked];
    const calls = [search(), search()];
    await vi.waitFor(() => expect(seen).toHaveLength(3));
    answers = [() => json(200, session(null, "anon")), () => json(200, session(officer, "c3")), () => json(200, { hits: [] }), () => json(200, { hits: [] })];
    await login("officer", "secret");
    await Promise.all(calls);
    expect(answers).toHaveLength(0);
  });
});

describe("a refusal that comes late", () => {
  const portal = () => new FakePortal();
  /** held answers the first call when `free` is called, the others at once. */
  const held = (refusal: () => Response) => {
    let free: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => {
      free = resolve;
    });
    let calls = 0;
    const answer = async () => {
      if (calls++ > 0) return json(200, { hits: [] });
      await wait;
      return refusal();
    };
    return { answer, free: () => free(), calls: () => calls };
  };
  const unauthorised = () => json(401, { reason: "SESSION_ENDED" });

  it.each<["query" | "change", () => Promise<unknown>]>([
    ["query", () => fetchData(api.GET("/v1/me"))],
    ["change", () => search()],
  ])("does not send a %s as whoever logged in since", async (_, call) => {
    const p = portal();
    p.open(person("u1"));
    await loadSession();
    const h = held(unauthorised);
    p.other = h.answer;
    const refused = expect(call()).rejects.toMatchObject({ fault: { reason: "SESSION_ENDED" } });
    await vi.waitFor(() => expect(h.calls()).toBe(1));
    await login("u2", "secret");
    h.free();
    await refused;
    expect(h.calls()).toBe(1);
    expect(sessionState.get().ended).toBeNull();
  });
  it("is no end of the session that the same person opened since", async () => {
    const p = portal();
    p.open(person("u1"));
    await loadSession();
    const h = held(unauthorised);
    p.other = h.answer;
    const call = search();
    await vi.waitFor(() => expect(h.calls()).toBe(1));
    p.open(null);
    await loadSession();
    await login("u1", "secret");
    h.free();
    await call;
    expect(h.calls()).toBe(2);
    expect(sessionState.get().ended).toBeNull();
  });
  it("of a stale token does not send a change as whom the browser has become", async () => {
    const p = portal();
    p.open(person("u1"));
    await loadSession();
    let calls = 0;
    p.other = () => {
      calls++;
      return json(200, { hits: [] });
    };
    p.open(person("u2"));
    await expect(search()).rejects.toMatchObject({ fault: { reason: "CSRF_WRONG" } });
    expect(calls).toBe(0);
    expect(me()?.id).toBe("u2");
  });
});

describe("who is still to be logged out", () => {
  it("is logged out before anything else is asked, which fails where that does", async () => {
    const p = new FakePortal();
    p.open(person("u1"));
    await loadSession();
    p.up = false;
    await logout();
    await expect(fetchData(api.GET("/v1/public/statistics"))).rejects.toMatchObject({ fault: { reason: "SERVER_UNREACHABLE" } });
    p.up = true;
    p.seen.length = 0;
    p.other = () => json(200, {});
    await fetchData(api.GET("/v1/public/statistics"));
    expect(p.seen).toEqual(["DELETE /portal/session", "GET /portal/api/v1/public/statistics"]);
  });
});
