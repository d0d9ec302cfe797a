import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connection } from "../../../api/connection";
import { leave, loadSession, login, sessionState } from "../../../api/session";
import { longestPause } from "../../../lib/eventStream";
import { FakeSource } from "../../../test/eventSource";
import { FakePortal, json, person } from "../../../test/sessions";
import { liveFor, useLive } from "./useLive";

const overview = (at: number) => ({ at: new Date(at).toISOString(), processes: [], stored_per_second: 1, calls_per_second: 1, failures_per_second: 0, lag: "0" });

let portal: FakePortal;
let clock: number;
const now = () => clock;
/** pass lets time go by, on the clock and for timers. */
const pass = (ms: number) =>
  act(() => {
    clock += ms;
    vi.advanceTimersByTime(ms);
  });
const hear = () => act(() => FakeSource.newest.say("system", overview(clock)));
const live = () => {
  const queries = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
  return renderHook(() => useLive(now), { wrapper }).result;
};

beforeEach(async () => {
  FakeSource.stub();
  portal = new FakePortal();
  portal.other = () => json(200, overview(0));
  portal.open(person("sysadmin"));
  await loadSession();
  vi.useFakeTimers();
  clock = Date.parse("2026-11-25T08:00:00Z");
});
afterEach(() => {
  vi.useRealTimers();
  leave();
  vi.unstubAllGlobals();
});

describe("useLive", () => {
  it("waits for the first figures, and is live while they come", () => {
    const result = live();
    expect(result.current.state).toBe("waiting");
    for (let i = 0; i < 10; i++) {
      hear();
      pass(2_000);
      expect(result.current.state).toBe("live");
    }
    expect(result.current.samples).toHaveLength(10);
  });
  it("is cut when no more figures come, until they come again; what came last stays", () => {
    const result = live();
    hear();
    pass(liveFor - 1_000);
    expect(result.current.state).toBe("live");
    pass(1_000);
    expect(result.current.state).toBe("cut");
    expect(result.current.shown?.at).toBe("2026-11-25T08:00:00.000Z");
    hear();
    expect(result.current.state).toBe("live");
  });
  it("is cut at once when the machine slept", () => {
    const result = live();
    hear();
    clock += 3_600_000;
    act(() => {
      vi.advanceTimersByTime(1_000);
    });
    expect(result.current.state).toBe("cut");
  });
  it("listens again as soon as a call reaches the server", () => {
    const result = live();
    hear();
    connection.set("down");
    for (let n = 0; n < 8; n++) {
      FakeSource.newest.cut();
      pass(longestPause);
    }
    FakeSource.newest.cut();
    expect(result.current.state).toBe("cut");
    const before = FakeSource.newest;
    act(() => {
      connection.set("up");
    });
    expect(FakeSource.newest).not.toBe(before);
    hear();
    expect(result.current.state).toBe("live");
  });
  it("takes other events for nothing", () => {
    const result = live();
    act(() => FakeSource.newest.say("system", { at: 7 }));
    expect(result.current.state).toBe("waiting");
  });
  it("asks to log in when the stream says that the session is over, and listens anew after that", async () => {
    const result = live();
    hear();
    vi.useRealTimers();
    const before = FakeSource.newest;
    portal.open(null);
    act(() => before.say("ended", {}));
    await vi.waitFor(() => expect(sessionState.get().ended?.reason).toBe("SESSION_ENDED"));
    await act(() => login("sysadmin", "secret"));
    expect(before.closed).toBe(true);
    expect(FakeSource.newest).not.toBe(before);
    clock += 60_000;
    hear();
    expect(result.current.state).toBe("live");
  });
});
