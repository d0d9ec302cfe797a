/** How long before the end the user is warned, in milliseconds. */
export const warning = 120_000;

export interface IdleOptions {
  /** Idle time after which the session ends, in milliseconds. */
  limit: number;
  /** Milliseconds left, told each second of the warning; null when it is over. */
  onWarn: (left: number | null) => void;
  onExpire: () => void;
  /** Told now and then while the user is active, so that the server's own clock does not run out. */
  onTouch: () => void;
  /** Activity of other tabs counts too; a tab tells its own through `publish`. */
  publish: (at: number) => void;
  now?: () => number;
}

export interface IdleTimer {
  /** The user did something here, at `now`; during the warning only `stay` counts. */
  activity: () => void;
  /** The user did something in another tab. */
  heard: (at: number) => void;
  /** The user asked to stay. */
  stay: () => void;
  stop: () => void;
}

/** idleTimer watches for activity. It compares clock readings, so a machine that slept through the limit wakes up expired. */
export function idleTimer(o: IdleOptions): IdleTimer {
  const now = o.now ?? Date.now;
  const lead = Math.min(warning, o.limit / 2);
  const touchEvery = o.limit / 6;
  let last = now();
  let touched = last;
  let warned = false;

  const tick = setInterval(() => {
    const left = last + o.limit - now();
    if (left <= 0) {
      clearInterval(tick);
      o.onExpire();
    } else if (left <= lead) {
      warned = true;
      o.onWarn(left);
    } else if (warned) {
      warned = false;
      o.onWarn(null);
    }
  }, 1_000);

  const active = () => {
    last = now();
    o.publish(last);
    if (last - touched >= touchEvery) {
      touched = last;
      o.onTouch();
    }
  };
  return {
    activity() {
      // Once a second is enough, and the mouse that moves below the dialog is no decision to stay.
      if (!warned && now() - last >= 1_000) active();
    },
    heard(at) {
      if (at > last && at <= now()) last = at;
    },
    stay() {
      touched = 0;
      active();
      warned = false;
      o.onWarn(null);
    },
    stop() {
      clearInterval(tick);
    },
  };
}
