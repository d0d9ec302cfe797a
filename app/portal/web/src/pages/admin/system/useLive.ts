import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, fetchData } from "../../../api/client";
import { useEvents } from "../../../lib/useEvents";
import { isOverview, withSample, type Overview, type Sample } from "./samples";

export interface Live {
  query: ReturnType<typeof useOverview>;
  /** The newest overview that is to be shown. */
  shown: Overview | undefined;
  samples: readonly Sample[];
  /** Live figures have come since the page was opened. */
  live: boolean;
  paused: boolean;
  pause: (paused: boolean) => void;
}

/** useLive is the state of the system: asked for once, then told every two seconds. While paused, what is shown stays; nothing is lost. */
export function useLive(): Live {
  const query = useOverview();
  const [paused, setPaused] = useState(false);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  const [latest, setLatest] = useState<Overview>();
  const [held, setHeld] = useState<{ shown: Overview | undefined; samples: readonly Sample[] } | null>(null);
  useEvents("system", (data) => {
    if (!isOverview(data)) return;
    setLatest(data);
    setSamples((s) => withSample(s, data));
  });
  const now = latest ?? query.data;
  return {
    query,
    shown: held === null ? now : held.shown,
    samples: held === null ? samples : held.samples,
    live: latest !== undefined,
    paused,
    pause: (next) => {
      setPaused(next);
      setHeld(next ? { shown: now, samples } : null);
    },
  };
}

function useOverview() {
  return useQuery({ queryKey: ["system"], queryFn: ({ signal }) => fetchData(api.GET("/v1/system", { signal })) });
}
