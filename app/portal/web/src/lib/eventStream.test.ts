import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSource } from "../test/eventSource";
import { EventStream, firstPause, longestPause } from "./eventStream";

let epoch: number;
let changed: () => void;
let recover: () => void;
const onEnded = vi.fn();
const unfollow = vi.fn();
const forsake = vi.fn();
const heard = vi.fn<(data: unknown) => void>();
let stream: EventStream;
const open = () => FakeSource.all.filter((s) => !s.closed).length;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  FakeSource.stub();
  epoch = 1;
  changed = () => {
    throw new Error("nobody follows the session");
  };
  recover = () => {
    throw new Error("nobody follows the connection");
  };
  stream = new EventStream({
    address: "/portal/events",
    onEnded,
    epoch: () => epoch,
    follow: (tell) => {
      changed = tell;
      return unfollow;
    },
    recovered: (tell) => {
      recover = tell;
      return forsake;
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a stream", () => {
  it("serves all who listen, and is closed with the last of them", () => {
    const stops = [stream.listen("system", heard), stream.listen("statistics", heard)];
    expect(FakeSource.all).toHaveLength(1);
    FakeSource.newest.say("system", { n: 1 });
    FakeSource.newest.say("statistics", { n: 2 });
    expect(heard.mock.calls).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    stops[0]?.();
    expect(open()).toBe(1);
    stops[1]?.();
    expect(open()).toBe(0);
    expect(unfollow).toHaveBeenCalledOnce();
    expect(forsake).toHaveBeenCalledOnce();
  });
  it("passes over what is no JSON", () => {
    stream.listen("system", heard);
    FakeSource.newest.dispatchEvent(new MessageEvent("system", { data: "{" }));
    expect(heard).not.toHaveBeenCalled();
  });
  it("that is cut opens itself again, with pauses that grow up to a bound", () => {
    stream.listen("system", heard);
    let pause = firstPause;
    for (let n = 1; n <= 8; n++) {
      FakeSource.newest.cut();
      vi.advanceTimersByTime(pause - 1);
      expect(FakeSource.all).toHaveLength(n);
      vi.advanceTimersByTime(1);
      expect(FakeSource.all).toHaveLength(n + 1);
      pause = Math.min(2 * pause, longestPause);
    }
    expect(pause).toBe(longestPause);
    expect(open()).toBe(1);
    FakeSource.newest.say("system", 7);
    expect(heard).toHaveBeenCalledWith(7);
  });
  it("that came up begins with the short pause again", () => {
    stream.listen("system", heard);
    FakeSource.newest.cut();
    vi.advanceTimersByTime(firstPause);
    FakeSource.newest.opened();
    FakeSource.newest.cut();
    vi.advanceTimersByTime(firstPause);
    expect(FakeSource.all).toHaveLength(3);
  });
  it("that nobody listens to any more is not opened again", () => {
    const stop = stream.listen("system", heard);
    FakeSource.newest.cut();
    stop();
    vi.advanceTimersByTime(longestPause);
    expect(FakeSource.all).toHaveLength(1);
  });
  it("tells when the server says that the session is over, and goes on", () => {
    stream.listen("system", heard);
    FakeSource.newest.say("ended", {});
    expect(onEnded).toHaveBeenCalledOnce();
    FakeSource.newest.cut();
    vi.advanceTimersByTime(firstPause);
    expect(open()).toBe(1);
  });
});

describe("a server that answers again", () => {
  it("is listened to at once, however long the pause has grown, and the next pause is short", () => {
    stream.listen("system", heard);
    for (let n = 0; n < 8; n++) {
      FakeSource.newest.cut();
      vi.advanceTimersByTime(longestPause);
    }
    FakeSource.newest.cut();
    const before = FakeSource.all.length;
    expect(open()).toBe(0);
    recover();
    expect(FakeSource.all).toHaveLength(before + 1);
    FakeSource.newest.say("system", 7);
    expect(heard).toHaveBeenCalledWith(7);
    FakeSource.newest.cut();
    vi.advanceTimersByTime(firstPause);
    expect(FakeSource.all).toHaveLength(before + 2);
    expect(open()).toBe(1);
  });
  it("goes on with the stream that it has", () => {
    stream.listen("system", heard);
    FakeSource.newest.opened();
    recover();
    expect(FakeSource.all).toHaveLength(1);
    expect(open()).toBe(1);
  });
});

describe("another session", () => {
  it("gets a stream of its own, and hears nothing of the one before", () => {
    stream.listen("system", heard);
    const before = FakeSource.newest;
    changed();
    expect(FakeSource.all).toHaveLength(1);
    epoch = 2;
    changed();
    expect(FakeSource.all).toHaveLength(2);
    expect(before.closed).toBe(true);
    before.say("system", "late");
    before.say("ended", {});
    expect(heard).not.toHaveBeenCalled();
    expect(onEnded).not.toHaveBeenCalled();
    FakeSource.newest.say("system", "new");
    expect(heard).toHaveBeenCalledWith("new");
  });
  it("does not wait for the pause of a stream that was cut", () => {
    stream.listen("system", heard);
    FakeSource.newest.cut();
    epoch = 2;
    changed();
    expect(FakeSource.all).toHaveLength(2);
    vi.advanceTimersByTime(longestPause);
    expect(FakeSource.all).toHaveLength(2);
  });
});
