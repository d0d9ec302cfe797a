/** How long to wait before a stream that was cut is opened again, in milliseconds; the pauses grow. */
export const firstPause = 1_000;
export const longestPause = 30_000;

type Listener = (data: unknown) => void;

export interface StreamOptions {
  address: string;
  /** Told when the server says that the session which listens is over; the stream goes on as anybody's. */
  onEnded: () => void;
  /** Counts logins: a stream belongs to the session in which it was opened. */
  epoch: () => number;
  /** Tells of anything that may have changed the epoch. */
  follow: (tell: () => void) => () => void;
  /** Tells when the server answers again after it did not. */
  recovered: (tell: () => void) => () => void;
}

/** EventStream is one stream for all who listen in a tab; it is open while somebody does, and opens itself again after a cut. */
export class EventStream {
  private source: EventSource | null = null;
  private readonly listeners = new Map<string, Set<Listener>>();
  private pause = firstPause;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private opened = 0;
  private unfollow: (() => void)[] = [];

  constructor(private readonly o: StreamOptions) {}

  /** listen calls back at each event of that name, with its decoded data, until the answer is called. */
  listen(name: string, listener: Listener): () => void {
    let set = this.listeners.get(name);
    if (set === undefined) {
      set = new Set();
      this.listeners.set(name, set);
      if (this.source !== null) this.attach(this.source, name);
    }
    set.add(listener);
    if (this.source === null && this.timer === undefined) this.open();
    if (this.unfollow.length === 0) this.unfollow = this.followed();
    return () => {
      set.delete(listener);
      if ([...this.listeners.values()].every((s) => s.size === 0)) this.close();
    };
  }

  private followed(): (() => void)[] {
    return [
      this.o.follow(() => {
        // Who listens is found out when the stream opens: another session needs another stream.
        if (this.opened !== this.o.epoch()) this.reopen();
      }),
      this.o.recovered(() => {
        // The pause was for a server that was gone.
        if (this.source === null) this.reopen();
      }),
    ];
  }

  private open(): void {
    this.timer = undefined;
    this.opened = this.o.epoch();
    const source = new EventSource(this.o.address);
    this.source = source;
    source.addEventListener("open", () => {
      this.pause = firstPause;
    });
    source.addEventListener("ended", () => {
      if (this.source === source) this.o.onEnded();
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
      // What a stream of the session before still had on its way is not for the one who is here now.
      if (this.source !== source) return;
      this.listeners.get(name)?.forEach((tell) => {
        tell(data);
      });
    });
  }

  private reopen(): void {
    this.shut();
    this.pause = firstPause;
    this.open();
  }

  private shut(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.source?.close();
    this.source = null;
  }

  private close(): void {
    this.shut();
    this.pause = firstPause;
    for (const stop of this.unfollow) stop();
    this.unfollow = [];
    this.listeners.clear();
  }
}
