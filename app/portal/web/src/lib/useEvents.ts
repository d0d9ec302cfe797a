import { useEffect, useEffectEvent, useState } from "react";

/** One stream serves all components of a tab; the last one to leave closes it. */
const address = "/portal/events";
const firstPause = 1_000;
const longestPause = 30_000;

type Listener = (data: unknown) => void;

class Stream {
  private source: EventSource | null = null;
  private readonly listeners = new Map<string, Set<Listener>>();
  private pause = firstPause;
  private timer: ReturnType<typeof setTimeout> | undefined;

  listen(name: string, listener: Listener): () => void {
    let set = this.listeners.get(name);
    if (set === undefined) {
      set = new Set();
      this.listeners.set(name, set);
      if (this.source !== null) this.attach(this.source, name);
    }
    set.add(listener);
    if (this.source === null && this.timer === undefined) this.open();
    return () => {
      set.delete(listener);
      if ([...this.listeners.values()].every((s) => s.size === 0)) this.close();
    };
  }

  private open(): void {
    this.timer = undefined;
    const source = new EventSource(address);
    this.source = source;
    source.addEventListener("open", () => {
      this.pause = firstPause;
    });
    // The browser reconnects after a cut, but gives up after a refusal; so each failure is ours to handle, with growing pauses.
    source.addEventListener("error", () => {
      source.close();
      if (this.source !== source) return;
      this.source = null;
      this.timer = setTimeout(() => {
        this.open();
      }, this.pause);
      this.pause = Math.min(this.pause * 2, longestPause);
    });
    for (const name of this.listeners.keys()) this.attach(source, name);
  }

  private attach(source: EventSource, name: string): void {
    source.addEventListener(name, (e: MessageEvent<string>) => {
      let data: unknown;
      try {
        data = JSON.parse(e.data);
      } catch {
        return;
      }
      this.listeners.get(name)?.forEach((tell) => {
        tell(data);
      });
    });
  }

  private close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.source?.close();
    this.source = null;
    this.listeners.clear();
  }
}

const stream = new Stream();

/** useEvents calls back at each event of that name, for as long as the component is shown. */
export function useEvents(name: string, listener: (data: unknown) => void): void {
  const tell = useEffectEvent(listener);
  useEffect(
    () =>
      stream.listen(name, (data) => {
        tell(data);
      }),
    [name],
  );
}

/** useLatestEvent is the newest event that `accept` recognises; undefined until there is one. `accept` is a type guard. */
export function useLatestEvent<T>(name: string, accept: (data: unknown) => data is T): T | undefined {
  const [latest, setLatest] = useState<T>();
  useEvents(name, (data) => {
    if (accept(data)) setLatest(data);
  });
  return latest;
}
