import { vi } from "vitest";
import type { Me } from "../api/types";

/** person makes somebody who can log in. */
export const person = (id: string, more: Partial<Me> = {}): Me => ({
  id, name: id, display_name: "", agency: "lc-amr", agency_name: "", division: "371500", roles: [], actions: [], purposes: [], subject: "", ...more,
});

export const json = (status: number, body: unknown, headers?: Record<string, string>): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** FakePortal answers /portal/session as the server does: a token belongs to one session, or to the one in whom nobody is logged in. */
export class FakePortal {
  up = true;
  /** Answers the next calls of a method with this status instead. */
  broken: Partial<Record<string, number>> = {};
  who: Me | null = null;
  /** What came, as `GET /portal/session`. */
  readonly seen: string[] = [];
  /** Answers what is not about the session. */
  other: (request: Request) => Response | Promise<Response> = () => json(404, { reason: "NOT_FOUND" });
  private serial = 0;
  private readonly held: Partial<Record<string, Promise<void>>> = {};

  constructor() {
    vi.stubGlobal("fetch", (request: Request) => this.answer(request));
  }

  get csrf(): string {
    return this.who === null ? "visitor" : `session-${this.serial}`;
  }

  /** open is a login from elsewhere in this browser. */
  open(who: Me | null): void {
    this.serial++;
    this.who = who;
  }

  /** hold keeps the answers to a method on their way until it is told to let them go. */
  hold(method: string): () => void {
    let free: () => void = () => undefined;
    this.held[method] = new Promise<void>((resolve) => {
      free = resolve;
    });
    return () => free();
  }

  private async answer(request: Request): Promise<Response> {
    const response = await this.carryOut(request);
    await this.held[request.method];
    return response;
  }

  private async carryOut(request: Request): Promise<Response> {
    const path = new URL(request.url).pathname;
    if (!this.up) throw new TypeError("fetch failed");
    this.seen.push(`${request.method} ${path}`);
    const broken = this.broken[request.method];
    if (broken !== undefined) return json(broken, { reason: "BROKEN" });
    if (request.method !== "GET" && request.headers.get("x-csrf-token") !== this.csrf) return json(403, { reason: "CSRF_WRONG" });
    if (path !== "/portal/session") return this.other(request);
    if (request.method === "DELETE") this.open(null);
    if (request.method === "POST") this.open(person(((await request.json()) as { name: string }).name));
    // As the server writes it: without `me` for nobody.
    return json(200, { ...(this.who === null ? {} : { me: this.who }), csrf: this.csrf, idle_seconds: 1_800, demo: true, version: "1" });
  }
}

/** stubChannels joins all BroadcastChannels of a name, which hear at once. */
export function stubChannels(): void {
  const all = new Set<EventTarget & { name: string }>();
  class Channel extends EventTarget {
    constructor(readonly name: string) {
      super();
      all.add(this);
    }
    postMessage(data: unknown): void {
      for (const c of all) if (c !== this && c.name === this.name) c.dispatchEvent(new MessageEvent("message", { data }));
    }
    close(): void {
      all.delete(this);
    }
  }
  vi.stubGlobal("BroadcastChannel", Channel);
}
