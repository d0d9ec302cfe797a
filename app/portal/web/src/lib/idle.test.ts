import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { idleTimer, warning, type IdleTimer } from "./idle";

const limit = 1_800_000;

describe("idleTimer", () => {
  const onWarn = vi.fn<(left: number | null) => void>();
  const onExpire = vi.fn();
  const onTouch = vi.fn();
  const publish = vi.fn<(at: number) => void>();
  let timer: IdleTimer;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetAllMocks();
    timer = idleTimer({ limit, onWarn, onExpire, onTouch, publish });
  });
  afterEach(() => {
    timer.stop();
    vi.useRealTimers();
  });

  it("warns before the end and counts down", () => {
    vi.advanceTimersByTime(limit - warning - 1_000);
    expect(onWarn).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(onWarn).toHaveBeenNthCalledWith(1, warning);
    expect(onWarn).toHaveBeenNthCalledWith(2, warning - 1_000);
    expect(onExpire).not.toHaveBeenCalled();
  });
  it("expires once", () => {
    vi.advanceTimersByTime(limit + 60_000);
    expect(onExpire).toHaveBeenCalledOnce();
  });
  it("starts again with activity, which other tabs hear", () => {
    vi.advanceTimersByTime(limit / 2);
    timer.activity();
    expect(publish).toHaveBeenCalledWith(Date.now());
    vi.advanceTimersByTime(limit / 2 + 1_000);
    expect(onExpire).not.toHaveBeenCalled();
    expect(onWarn).not.toHaveBeenCalled();
  });
  it("tells the server of activity now and then, not at each key", () => {
    for (let i = 0; i < 600; i++) {
      vi.advanceTimersByTime(1_000);
      timer.activity();
    }
    expect(onTouch).toHaveBeenCalledTimes(2);
  });
  it("takes a moving mouse for no decision once it warned", () => {
    vi.advanceTimersByTime(limit - 10_000);
    timer.activity();
    vi.advanceTimersByTime(10_000);
    expect(onExpire).toHaveBeenCalledOnce();
  });
  it("stays when asked, and tells the server at once", () => {
    vi.advanceTimersByTime(limit - 10_000);
    timer.stay();
    expect(onTouch).toHaveBeenCalledOnce();
    expect(onWarn).toHaveBeenLastCalledWith(null);
    vi.advanceTimersByTime(60_000);
    expect(onExpire).not.toHaveBeenCalled();
  });
  it("takes the warning back when another tab is used", () => {
    vi.advanceTimersByTime(limit - 10_000);
    timer.heard(Date.now());
    vi.advanceTimersByTime(1_000);
    expect(onWarn).toHaveBeenLastCalledWith(null);
  });
  it("is expired after the machine slept", () => {
    vi.setSystemTime(Date.now() + 10 * limit);
    vi.advanceTimersByTime(1_000);
    expect(onExpire).toHaveBeenCalledOnce();
  });
});
