import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../api/client";
import { useMe } from "./useMe";

/** useDivisionName names administrative divisions (GB/T 2260) by code. It gives the code until the list is here, or when it is unknown. */
export function useDivisionName(): (code: string) => string {
  const { data } = useQuery({
    queryKey: ["divisions"],
    queryFn: async () => parseDivisions((await import("../../../../../configs/rules/gbt2260.csv?raw")).default),
    staleTime: Infinity,
  });
  return (code) => data?.get(code) ?? code;
}

/** parseDivisions reads code and name, the first two columns. Codes in force win over former ones. */
export function parseDivisions(csv: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of csv.split("\n").slice(1)) {
    const [code, name, , , status] = line.trim().split(",");
    if (code && name && (status === "active" || !names.has(code))) names.set(code, name);
  }
  return names;
}

/** useAgencyName names agencies by code, for those who may read the list; others see the code. */
export function useAgencyName(): (code: string) => string {
  const may = useMe()?.actions.includes("agency.read") ?? false;
  const { data } = useQuery({
    queryKey: ["agencies", "names"],
    enabled: may,
    staleTime: 300_000,
    queryFn: async () => {
      const names = new Map<string, string>();
      let cursor = "";
      do {
        const page = await fetchData(api.GET("/v1/agencies", { params: { query: { cursor, limit: 500 } } }));
        for (const a of page.agencies) names.set(a.code, a.name);
        cursor = page.next_cursor;
      } while (cursor !== "");
      return names;
    },
  });
  return (code) => data?.get(code) ?? code;
}
