import type { Me } from "../api/types";
import { may } from "../lib/useMe";
import { areas } from "./registry";

/** landing is where a login leads: back to where it was asked for, else to the first area that asked for a login. */
export function landing(next: string | null, me: Me): string {
  const asked = safeNext(next);
  if (asked !== "/") return asked;
  for (const area of areas) {
    const entry = area.need !== undefined && may(me, area.need) ? area.nav.find((n) => may(me, n.need)) : undefined;
    if (entry !== undefined) return entry.path;
  }
  return "/";
}

/** safeNext keeps an address only when it is a page of the portal: no other host, no scheme, not the login itself. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith("/") || /^\/[/\\]/.test(next) || /[\s\\]/.test(next)) return "/";
  const url = new URL(next, globalThis.location.origin);
  return url.origin !== globalThis.location.origin || url.pathname === "/login" ? "/" : url.pathname + url.search + url.hash;
}
