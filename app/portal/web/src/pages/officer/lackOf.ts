import type { Fault } from "../../api/fault";

/** Lack is what a refusal says is missing, and who can give it. */
export interface Lack {
  /** Code of the resource; empty: any. */
  resource: string;
  whom: "catalog" | "security";
}

/** lackOf reads a denial that no correction of the case mends: a grant to be requested, or a role or line that the security administrator keeps. */
export function lackOf(fault: Fault): Lack | null {
  if (!/^(POLICY_|GRANT_|OUT_OF_SCOPE|PURPOSE_NOT_GRANTED)/.test(fault.reason) || fault.reason === "POLICY_STALE") return null;
  const link = fault.link ?? "";
  const resource = link.includes("?") ? (new URLSearchParams(link.slice(link.indexOf("?"))).get("resource") ?? "") : "";
  return { resource, whom: resource === "" ? "security" : "catalog" };
}
