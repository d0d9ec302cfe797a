import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../api/client";
import { useLang } from "./text";
import { useMe } from "./useMe";

const unknown: ReadonlyMap<string, string> = new Map();

/** useDivisionName names administrative divisions (GB/T 2260) by code. It gives the code until the list is here, or when it is unknown. */
export function useDivisionName(): (code: string) => string {
  const names = useDivisionNames();
  return (code) => names.get(code) ?? code;
}

/** useDivisionNames is the name of every division by code, for choosing one; empty until it is here. */
export function useDivisionNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ["divisions"],
    queryFn: async () => parseDivisions((await import("../../../../../configs/rules/gbt2260.csv?raw")).default),
    staleTime: Infinity,
  });
  return data ?? unknown;
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
  const names = useAgencyNames();
  return (code) => names.get(code) ?? code;
}

/** useAgencyNames is the name of every agency by code, for choosing one; empty until it is here and for those who may not read the list. */
export function useAgencyNames(): ReadonlyMap<string, string> {
  const may = useMe()?.actions.includes("agency.read") ?? false;
  const { data } = useQuery({
    queryKey: ["agencies", "names"],
    enabled: may,
    staleTime: 300_000,
    queryFn: () =>
      collect(async (cursor) => {
        const page = await fetchData(api.GET("/v1/agencies", { params: { query: { cursor, limit: 500 } } }));
        return { names: page.agencies.map((a) => [a.code, a.name]), next: page.next_cursor };
      }),
  });
  return data ?? unknown;
}

/** useResourceNames is the name of every resource of the catalog by code, in the language of the page; empty until it is here. */
export function useResourceNames(): ReadonlyMap<string, string> {
  const lang = useLang();
  const me = useMe();
  const { data } = useQuery({
    queryKey: ["resources", "names", lang],
    enabled: me !== null,
    staleTime: 300_000,
    queryFn: () =>
      collect(async (cursor) => {
        const page = await fetchData(api.GET("/v1/catalog/resources", { params: { query: { cursor, limit: 500 } } }));
        return { names: page.resources.map((r) => [r.code, (lang === "en" && r.name_en) || r.name]), next: page.next_cursor };
      }),
  });
  return data ?? unknown;
}

async function collect(page: (cursor: string) => Promise<{ names: [string, string][]; next: string }>): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  let cursor = "";
  do {
    const { names, next } = await page(cursor);
    for (const [code, name] of names) all.set(code, name);
    cursor = next;
  } while (cursor !== "");
  return all;
}
