import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chinaDay, chinaTime } from "./chinaTime";

describe.each(["UTC", "Asia/Shanghai", "America/New_York"])("with a reader in %s", (zone) => {
  beforeEach(() => {
    vi.stubEnv("TZ", zone);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ["midnight in China", "2026-03-05T16:00:00Z", "2026-03-06", "2026-03-06 00:00:00"],
    ["a second before it", "2026-03-05T15:59:59.999Z", "2026-03-05", "2026-03-05 23:59:59"],
    ["an instant with an offset", "2026-03-06T07:30:00+08:00", "2026-03-06", "2026-03-06 07:30:00"],
    ["what is no instant", "", "", ""],
  ])("%s has its day and time in China", (_, instant, day, time) => {
    expect(chinaDay(instant)).toBe(day);
    expect(chinaTime(instant)).toBe(time);
  });
});
