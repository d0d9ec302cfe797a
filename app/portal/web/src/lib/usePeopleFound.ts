import { useQuery } from "@tanstack/react-query";
import { useDeferredValue } from "react";
import { api, fetchData } from "../api/client";
import { useMay } from "./useMe";

/**
 * usePeopleFound finds people whose account or name holds a text, for those who may see people, as options whose value is their id or
 * account. Each look is in the ledger, so it waits for two letters.
 */
export function usePeopleFound(typed: string, value: "id" | "name" = "id"): { may: boolean; found: { value: string; label: string }[] } {
  const may = useMay({ actions: ["person.read"] });
  const query = useDeferredValue(typed.trim());
  // An id was chosen already.
  const enabled = may && query.length >= 2 && query.length < 20;
  const { data } = useQuery({
    queryKey: ["people", "found", query],
    enabled,
    queryFn: async ({ signal }) => (await fetchData(api.GET("/v1/people", { params: { query: { query, limit: 10 } }, signal }))).people,
  });
  const people = enabled ? (data ?? []) : [];
  return { may, found: people.map((p) => ({ value: p[value], label: `${p.name} · ${p.display_name || p.agency}` })) };
}
