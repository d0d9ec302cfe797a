import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { leave, loadSession, me, sessionState } from "../api/session";
import { warning } from "../lib/idle";
import { FakePortal, person, stubChannels } from "../test/sessions";
// Loaded before the clock stands still.
import "./IdleDialog";
import { IdleWatch } from "./IdleWatch";

vi.setConfig({ testTimeout: 20_000 });

const seconds = 1_800;
const limit = seconds * 1_000;
let portal: FakePortal;

/** pass lets time go by, and what it sets off happen. */
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const dialog = () => screen.queryByRole("dialog", { name: "您还在吗？" });
const button = (name: RegExp) => screen.getByRole("button", { name });

beforeEach(async () => {
  localStorage.clear();
  stubChannels();
  portal = new FakePortal();
  portal.open(person("wang"));
  await loadSession();
  vi.useFakeTimers({ shouldAdvanceTime: false });
  portal.seen.length = 0;
  render(<IdleWatch seconds={seconds} />);
});
afterEach(() => {
  act(leave);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("IdleWatch", () => {
  it("warns before the end, and counts down", async () => {
    await pass(limit - warning - 1_000);
    expect(dialog()).toBeNull();
    await pass(1_000);
    expect(dialog()).toHaveTextContent("120 秒后将自动结束会话");
    await pass(30_000);
    expect(dialog()).toHaveTextContent("90 秒后将自动结束会话");
    expect(portal.seen).toEqual([]);
  });
  it.each<[string, () => void]>([
    ["the button", () => fireEvent.click(button(/继续使用/))],
    ["Escape", () => fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape", code: "Escape", keyCode: 27 })],
    ["the cross", () => fireEvent.click(button(/Close|关闭/i))],
  ])("keeps the session for who stays, by %s", async (_, stay) => {
    await pass(limit - 10_000);
    expect(dialog()).not.toBeNull();
    stay();
    await pass(20_000);
    expect(dialog()).toBeNull();
    expect(portal.seen).toEqual(["GET /portal/session"]);
    expect(sessionState.get().ended).toBeNull();
    await pass(limit - warning - 30_000);
    expect(dialog()).toBeNull();
  });
  it("ends the session of who does not answer, at the server too, and keeps the page", async () => {
    await pass(limit);
    expect(sessionState.get().ended?.reason).toBe("SESSION_IDLE");
    expect(me()?.name).toBe("wang");
    expect(portal.who).toBeNull();
    expect(portal.seen).toEqual(["DELETE /portal/session"]);
  });
  it("logs out who says so", async () => {
    await pass(limit - 10_000);
    fireEvent.click(button(/退出登录/));
    await pass(0);
    expect(me()).toBeNull();
    expect(portal.who).toBeNull();
    expect(sessionState.get().ended).toBeNull();
  });
  it("takes keys and pointer for activity, but not once it has warned", async () => {
    await pass(limit - warning - 2_000);
    fireEvent.keyDown(document.body, { key: "a" });
    await pass(limit - warning - 2_000);
    expect(dialog()).toBeNull();
    await pass(2_000);
    expect(dialog()).not.toBeNull();
    fireEvent.pointerMove(document.body);
    await pass(warning);
    expect(sessionState.get().ended?.reason).toBe("SESSION_IDLE");
  });
  it("takes activity in another tab for activity", async () => {
    await pass(limit - 10_000);
    new BroadcastChannel("chengxin.idle").postMessage(Date.now());
    await pass(1_000);
    expect(dialog()).toBeNull();
  });
});
