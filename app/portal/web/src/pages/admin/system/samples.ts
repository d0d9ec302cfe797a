import type { Schema } from "../../../api/types";

export type Overview = Schema<"portal.v1.OverviewReply">;

/** Sample is what the charts draw of one overview. */
export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  stored: number;
  calls: number;
  failures: number;
  lag: number;
}

/** How far the charts reach back, in milliseconds. */
export const reach = 300_000;

/** isOverview tells an overview from another event. */
export function isOverview(v: unknown): v is Overview {
  return typeof v === "object" && v !== null && "processes" in v && Array.isArray(v.processes) && "at" in v && typeof v.at === "string";
}

/** withSample adds an overview to the samples, unless it is there already, and lets go of what is too old. */
export function withSample(samples: readonly Sample[], v: Overview): readonly Sample[] {
  const at = Date.parse(v.at);
  const last = samples.at(-1);
  if (Number.isNaN(at) || (last !== undefined && at <= last.at)) return samples;
  const sample = { at, stored: v.stored_per_second, calls: v.calls_per_second, failures: v.failures_per_second, lag: Number(v.lag) };
  return [...samples.filter((s) => s.at > at - reach), sample];
}

/** notReady counts the modules that are not, a process out of reach counting as one. */
export function notReady(v: Overview): number {
  return v.processes.reduce((n, p) => n + (p.reachable ? p.modules.filter((m) => !m.ready).length : 1), 0);
}
