import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, fetchData } from "../../../api/client";
import { useEvents } from "../../../lib/useEvents";
import { isOverview, withSample, type Overview, type Sample } from "./samples";

/** Figures come every two seconds; older ones are no longer live. In milliseconds. */
export const liveFor = 10_000;

export interface Live {
  query: ReturnType<typeof useOverview>;
  /** The newest overview that is to be shown. */
  shown: Overview | undefined;
  samples: readonly Sample[];
  /** Live while the last figures are recent; "waiting" before the first ones, "cut" when no more come. */
  state: "live" | "waiting" | "cut";
  paused: boolean;
  pause: (paused: boolean) => void;
}

/** useLive is the state of the system: asked for once, then told every two seconds. While paused, what is shown stays; nothing is lost. */
export function useLive(now: () => number = Date.now): Live {
  const query = useOverview();
  const [paused, setPaused] = useState(false);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [latest, setLatest] = useState<Overview>();
  const [held, setHeld] = useState<{ shown: Overview | undefined; samples: readonly Sample[] } | null>(null);
  const { recent, heard } = useRecent(now);
  useEvents("system", (data) => {
    if (!isOverview(data)) return;
    heard();
    setLatest(data);
    setSamples((s) => withSample(s, data));
  });
  const newest = latest ?? query.data;
  return {
    query,
    shown: held === null ? newest : held.shown,
    samples: held === null ? samples : held.samples,
    state: recent ? "live" : latest === undefined ? "waiting" : "cut",
    paused,
    pause: (next) => {
      setPaused(next);
      setHeld(next ? { shown: newest, samples } : null);
    },
  };
}

/** useRecent tells whether something was heard lately. It compares clock readings, so that a machine which slept wakes up out of date. */
function useRecent(now: () => number): { recent: boolean; heard: () => void } {
  const last = useRef(0);
  const [recent, setRecent] = useState(false);
  useEffect(() => {
    if (!recent) return;
    const tick = setInterval(() => {
      setRecent(now() - last.current < liveFor);
    }, 1_000);
    return () => {
      clearInterval(tick);
    };
  }, [recent, now]);
  return {
    recent,
    heard: () => {
      last.current = now();
      setRecent(true);
    },
  };
}

function useOverview() {
  return useQuery({ queryKey: ["system"], queryFn: ({ signal }) => fetchData(api.GET("/v1/system", { signal })) });
}
