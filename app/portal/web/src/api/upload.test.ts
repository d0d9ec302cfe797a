import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakePortal, person } from "../test/sessions";
import { leave, loadSession, login, me, sessionState } from "./session";
import { upload } from "./upload";

/** FakeCall is an XMLHttpRequest that answers when it is told to. */
class FakeCall extends EventTarget {
  static all: FakeCall[] = [];
  readonly upload = new EventTarget();
  status = 0;
  responseText = "";
  token = "";
  constructor() {
    super();
    FakeCall.all.push(this);
  }
  open = () => undefined;
  send = () => undefined;
  abort = () => undefined;
  getResponseHeader = () => null;
  setRequestHeader(name: string, value: string): void {
    if (name === "x-csrf-token") this.token = value;
  }
  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.dispatchEvent(new Event("load"));
  }
}

let portal: FakePortal;
const push = () => upload({ path: "/v1/resources/penalty/records:push", body: new Blob(["a"]), contentType: "text/csv" });
const call = async (n: number) => {
  await vi.waitFor(() => expect(FakeCall.all).toHaveLength(n));
  const found = FakeCall.all[n - 1];
  if (found === undefined) throw new Error("no call");
  return found;
};

beforeEach(async () => {
  FakeCall.all = [];
  vi.stubGlobal("XMLHttpRequest", FakeCall);
  portal = new FakePortal();
  portal.open(person("u1"));
  await loadSession();
});
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

describe("an upload whose session ended", () => {
  const ended = { reason: "SESSION_ENDED" };

  it("waits for the login and is sent again", async () => {
    const answer = push();
    portal.open(null);
    (await call(1)).answer(401, ended);
    await vi.waitFor(() => expect(sessionState.get().ended).not.toBeNull());
    await login("u1", "secret");
    const second = await call(2);
    expect(second.token).toBe(portal.csrf);
    second.answer(200, { id: "r1" });
    expect((await answer).data).toEqual({ id: "r1" });
  });
  it("does not ask twice when it hears late of what was mended since", async () => {
    const answer = push();
    const first = await call(1);
    portal.open(null);
    await loadSession();
    await login("u1", "secret");
    first.answer(401, ended);
    (await call(2)).answer(200, {});
    await answer;
    expect(sessionState.get().ended).toBeNull();
  });
  it("is not sent as another person", async () => {
    const refused = expect(push()).rejects.toMatchObject({ fault: ended });
    const first = await call(1);
    await login("u2", "secret");
    first.answer(401, ended);
    await refused;
    expect(FakeCall.all).toHaveLength(1);
    expect(me()?.id).toBe("u2");
    expect(sessionState.get().ended).toBeNull();
  });
  it("shows a new token when another tab changed it", async () => {
    const answer = push();
    const first = await call(1);
    portal.open(person("u1"));
    first.answer(403, { reason: "CSRF_WRONG" });
    const second = await call(2);
    expect(second.token).toBe(portal.csrf);
    second.answer(200, {});
    await answer;
  });
});
