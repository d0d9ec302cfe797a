import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { useText } from "../lib/text";
import { FaultView } from "./FaultView";
import { text } from "./text";

/** After which wait the view says that it is slow. */
const patience = 4_000;

interface Props<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "isPending" | "fetchStatus" | "failureCount" | "refetch">;
  /** What to show for the data. */
  children: (data: T) => ReactNode;
  /** Shown instead when it gives something. */
  empty?: (data: T) => ReactNode | null;
  /** Lines of the skeleton. */
  lines?: number;
}

/** AsyncView shows a query: a skeleton while it loads, the refusal with a retry, the empty state, or its data. */
export function AsyncView<T>({ query, children, empty, lines = 4 }: Props<T>) {
  const t = useText(text);
  const retry = () => void query.refetch();
  if (query.data !== undefined) {
    return (
      <>
        {query.error !== null && (
          <>
            <p className="cx-muted">{t("stale")}</p>
            <FaultView error={query.error} retry={retry} />
          </>
        )}
        {empty?.(query.data) ?? children(query.data)}
      </>
    );
  }
  if (query.error !== null) return <FaultView error={query.error} retry={retry} />;
  return <Skeleton lines={lines} paused={query.fetchStatus === "paused"} />;
}

/** Skeleton stands where data is on its way; it says so to those who hear the page, and when it takes long. */
export function Skeleton({ lines = 4, paused = false }: { lines?: number; paused?: boolean }) {
  const t = useText(text);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSlow(true);
    }, patience);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <div className="cx-loading" role="status" aria-busy="true">
      <span className="cx-hidden">{t("loading")}</span>
      {(paused || slow) && <p className="cx-muted">{paused ? t("paused") : t("slow")}</p>}
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className="cx-bone" style={{ width: `${92 - ((i * 17) % 40)}%` }} />
      ))}
    </div>
  );
}
