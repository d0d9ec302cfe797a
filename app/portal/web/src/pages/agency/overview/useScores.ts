import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";

export type Scores = Schema<"exchange.v1.ScoresReply">;
export type MonthScore = Schema<"exchange.v1.MonthScore">;

/** useScores reads the scores of the last 12 months, the newest first. */
export function useScores(): UseQueryResult<Scores> {
  return useQuery({ queryKey: ["agency", "scores"], queryFn: ({ signal }) => fetchData(api.GET("/v1/quality", { params: { query: { months: 12 } }, signal })) });
}
