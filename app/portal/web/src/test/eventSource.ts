import { vi } from "vitest";

/** FakeSource is an EventSource that says what a test wants. */
export class FakeSource extends EventTarget {
  static all: FakeSource[] = [];
  closed = false;
  constructor(readonly address: string) {
    super();
    FakeSource.all.push(this);
  }
  /** newest is the stream that was opened last. */
  static get newest(): FakeSource {
    const last = FakeSource.all.at(-1);
    if (last === undefined) throw new Error("no stream was opened");
    return last;
  }
  static stub(): void {
    FakeSource.all = [];
    vi.stubGlobal("EventSource", FakeSource);
  }
  say(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
  opened(): void {
    this.dispatchEvent(new Event("open"));
  }
  cut(): void {
    this.dispatchEvent(new Event("error"));
  }
  close(): void {
    this.closed = true;
  }
}
