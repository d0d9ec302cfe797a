import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, fetchData } from "../../../api/client";
import { connection } from "../../../api/connection";
import { useStore } from "../../../lib/store";
import type { PushJob } from "./job";
import type { Receipt } from "./send";

/** How often the server is asked again while the end of a push is not known, in milliseconds. */
const again = 2_000;
/** A push that is taken up again is among the newest of its resource. */
const pages = 4;

/**
 * useLookup finds the receipt of a push by its idempotency key: null when the server has none. While it is under way, or the
 * server cannot be reached, it is asked again.
 */
export function useLookup(job: PushJob | null) {
  const query = useQuery({
    queryKey: ["agency", "push", job?.key],
    enabled: job !== null,
    queryFn: ({ signal }) => (job === null ? null : find(job, signal)),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: (q) => (q.state.error !== null || q.state.data?.state === "running" ? again : false),
  });
  // When the server is back, its word comes first.
  const up = useStore(connection) === "up";
  const { refetch } = query;
  useEffect(() => {
    if (up && job !== null) void refetch();
  }, [up, job, refetch]);
  return query;
}

async function find(job: PushJob, signal: AbortSignal): Promise<Receipt | null> {
  let cursor = "";
  for (let i = 0; i < pages; i++) {
    const page = await fetchData(api.GET("/v1/receipts", { params: { query: { resource: job.resource, cursor, limit: 200 } }, signal }));
    const found = page.receipts.find((r) => r.idempotency_key === job.key && r.op === job.op);
    // The list leaves the findings out.
    if (found !== undefined) return fetchData(api.GET("/v1/receipts/{id}", { params: { path: { id: found.id }, query: { limit: 1_000 } }, signal }));
    if (page.next_cursor === "" || page.receipts.some((r) => Date.parse(r.received_at) < Date.parse(job.at) - 3_600_000)) return null;
    cursor = page.next_cursor;
  }
  return null;
}
