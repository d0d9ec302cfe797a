import { useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useCallback } from "react";
import { api, fetchData } from "../../../api/client";
import type { Key } from "./examples";

const key = ["agency", "keys"];

/** useKeys lists the agency's keys, the newest first, with those that ended. */
export function useKeys(): UseQueryResult<Key[]> {
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const all: Key[] = [];
      let cursor = "";
      do {
        const page = await fetchData(api.GET("/v1/agency/keys", { params: { query: { cursor, limit: 500 } }, signal }));
        all.push(...page.keys);
        cursor = page.next_cursor;
      } while (cursor !== "");
      return all.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
    },
  });
}

/** useKeysChanged has the list read again. */
export function useKeysChanged(): () => void {
  const client = useQueryClient();
  return useCallback(() => void client.invalidateQueries({ queryKey: key }), [client]);
}
