import { useInfiniteQuery, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { useMemo, type ReactNode } from "react";
import { formatNumber } from "../lib/format";
import { useLang, useText } from "../lib/text";
import { Skeleton } from "./AsyncView";
import { FaultView } from "./FaultView";
import { text } from "./text";

/** CursorPage is one answer of a list, with the evidence of it when there is some. */
export interface CursorPage<R> {
  rows: R[];
  /** Empty at the end. */
  next: string;
  evidence?: string | null;
}

export interface CursorQuery<R> {
  rows: R[];
  pages: CursorPage<R>[];
  query: Pick<UseInfiniteQueryResult, "error" | "isPending" | "isFetchingNextPage" | "isFetchNextPageError" | "hasNextPage" | "fetchStatus" | "refetch" | "fetchNextPage">;
}

/**
 * useCursorList reads a list page by page. The key holds the filters, so a changed filter starts a new list:
 *
 *     const list = useCursorList(["events", filter], async (cursor, signal) => {
 *       const page = await fetchData(api.GET("/v1/audit/events", { params: { query: { ...filter, cursor, limit: 50 } }, signal }));
 *       return { rows: page.events, next: page.next_cursor };
 *     });
 */
export function useCursorList<R>(
  key: readonly unknown[],
  page: (cursor: string, signal: AbortSignal) => Promise<CursorPage<R>>,
  /** `staleTime` in milliseconds, Infinity where asking again is evidence; the default of the portal without it. */
  options?: { enabled?: boolean; staleTime?: number },
): CursorQuery<R> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => (last.next === "" ? undefined : last.next),
    enabled: options?.enabled ?? true,
    ...(options?.staleTime === undefined ? {} : { staleTime: options.staleTime }),
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap((p) => p.rows) ?? [], [pages]);
  return { rows, pages: pages ?? [], query };
}

interface Props<R> {
  list: CursorQuery<R>;
  /** Shown when the list has no row: why, and what to do. */
  empty: ReactNode;
  /** The rows, as a table or otherwise. */
  children: (rows: R[]) => ReactNode;
}

/** CursorList shows a list of useCursorList with its loading, refusal and empty states, and a button for more. */
export function CursorList<R>({ list, empty, children }: Props<R>) {
  const t = useText(text);
  const lang = useLang();
  const { rows, query } = list;
  if (query.isPending) return <Skeleton lines={8} paused={query.fetchStatus === "paused"} />;
  if (query.error !== null && rows.length === 0) return <FaultView error={query.error} retry={() => void query.refetch()} />;
  if (rows.length === 0 && !query.hasNextPage) return <>{empty}</>;
  const n = formatNumber(rows.length, lang);
  return (
    <>
      {children(rows)}
      {query.error !== null && <FaultView error={query.error} retry={() => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())} />}
      <p className="cx-more">
        <span role="status">{t(query.hasNextPage ? "shown" : "allShown", { n })}</span>
        {query.hasNextPage && (
          <button type="button" className="cx-button" aria-disabled={query.isFetchingNextPage} onClick={() => void (query.isFetchingNextPage || query.fetchNextPage())}>
            {query.isFetchingNextPage ? t("loading") : t("more")}
          </button>
        )}
      </p>
    </>
  );
}
