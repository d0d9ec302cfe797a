import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, fetchData } from "../../api/client";
import type { Schema } from "../../api/types";
import { useLang } from "../../lib/text";
import { useLatestEvent } from "../../lib/useEvents";

export type Statistics = Schema<"history.v1.StatisticsReply">;

/** useStatistics reads the figures of the city, in the language of the page. */
export function useStatistics(): UseQueryResult<Statistics> {
  const lang = useLang();
  return useQuery({ queryKey: ["statistics", lang], queryFn: ({ signal }) => fetchData(api.GET("/v1/public/statistics", { signal })) });
}

/** Counters is what the server tells whenever it changes. The interface writes 64-bit numbers as text. */
export interface Counters {
  records: string;
  organisations: string;
  ledger: string;
}

/** useCounters follows the live counters; undefined until the first. */
export function useCounters(): Counters | undefined {
  return useLatestEvent("statistics", isCounters);
}

function isCounters(data: unknown): data is Counters {
  return (
    typeof data === "object" &&
    data !== null &&
    (["records", "organisations", "ledger"] as const).every((k) => k in data && /^\d+$/.test(String((data as Record<string, unknown>)[k])))
  );
}
