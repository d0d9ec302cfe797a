import { describe, expect, it } from "vitest";
import { isOverview, notReady, withSample, type Overview, type Sample } from "./samples";

const overview = (at: string, more: Partial<Overview> = {}): Overview => ({
  processes: [], lag: "7", stored: "100", stored_per_second: 2.5, stores: [], calls_per_second: 4, failures_per_second: 1, p90_ms: 10, at, quarantined: "0", ...more,
});
const process = (reachable: boolean, ...ready: boolean[]) => ({
  address: "a", modules: ready.map((r) => ({ name: "m", ready: r, message: "" })), version: "", go_version: "", memory_bytes: "0", cpu_seconds: 0, reachable, started_at: "",
});

describe("samples", () => {
  it("grow by each overview once, and reach back five minutes", () => {
    let s: readonly Sample[] = [];
    s = withSample(s, overview("2026-01-01T00:00:00Z"));
    s = withSample(s, overview("2026-01-01T00:00:00Z"));
    expect(s).toEqual([{ at: Date.parse("2026-01-01T00:00:00Z"), stored: 2.5, calls: 4, failures: 1, lag: 7 }]);
    s = withSample(s, overview("2026-01-01T00:04:59Z"));
    expect(s).toHaveLength(2);
    s = withSample(s, overview("2026-01-01T00:05:00Z"));
    expect(s.map((x) => new Date(x.at).toISOString().slice(14, 19))).toEqual(["04:59", "05:00"]);
  });
  it("take no time that is none", () => {
    expect(withSample([], overview("soon"))).toEqual([]);
  });
});

describe("an overview", () => {
  it("is told from other events", () => {
    expect(isOverview(overview("2026-01-01T00:00:00Z"))).toBe(true);
    expect(isOverview({ records: "3" })).toBe(false);
    expect(isOverview(null)).toBe(false);
  });
  it("counts what is not ready", () => {
    expect(notReady(overview("", { processes: [process(true, true, false, false), process(true, true), process(false, false, false)] }))).toBe(3);
  });
});
