import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, fetchAnswer, fetchData } from "./client";
import { FaultError } from "./fault";
import { leave, loadSession, login, me, sessionState } from "./session";

const officer = { id: "u1", name: "officer", display_name: "", agency: "a", agency_name: "", division: "", roles: ["officer"], actions: [], purposes: [], subject: "" };
const session = (who: object | null, csrf: string) => ({ ...(who === null ? {} : { me: who }), csrf, idle_seconds: 1800, demo: true, version: "1" });
const json = (status: number, body: unknown, headers?: Record<string, string>) => new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

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
