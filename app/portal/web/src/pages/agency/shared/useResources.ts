import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { useLang, type Lang } from "../../../lib/text";

export type Resource = Schema<"catalog.v1.Resource">;
export type Item = Schema<"catalog.v1.Item">;

/** Definitions change by publication only. */
const fresh = 300_000;

/** useResources lists what the catalog has, without items. */
export function useResources(): UseQueryResult<Resource[]> {
  return useQuery({
    queryKey: ["agency", "resources"],
    staleTime: fresh,
    queryFn: async ({ signal }) => {
      const all: Resource[] = [];
      let cursor = "";
      do {
        const page = await fetchData(api.GET("/v1/catalog/resources", { params: { query: { cursor, limit: 500 } }, signal }));
        all.push(...page.resources);
        cursor = page.next_cursor;
      } while (cursor !== "");
      return all;
    },
  });
}

/** useResource is one resource with its items; nothing is asked while the code is empty. */
export function useResource(code: string): UseQueryResult<Resource> {
  return useQuery({
    queryKey: ["agency", "resource", code],
    staleTime: fresh,
    enabled: code !== "",
    queryFn: ({ signal }) => fetchData(api.GET("/v1/catalog/resources/{code}", { params: { path: { code } }, signal })),
  });
}

/** resourceTitle names a resource in the language of the page. */
export function resourceTitle(r: Resource, lang: Lang): string {
  return (lang === "en" && r.name_en) || r.name || r.code;
}

/** useResourceName names resources by code, and gives the code until the list is here. */
export function useResourceName(): (code: string) => string {
  const { data } = useResources();
  const lang = useLang();
  const names = useMemo(() => new Map(data?.map((r) => [r.code, resourceTitle(r, lang)])), [data, lang]);
  return useCallback((code: string) => names.get(code) ?? code, [names]);
}

/** itemTitle names an item as the header of a file does. */
export function itemTitle(item: Item): string {
  return item.name_zh || item.name;
}

/** itemFinder finds an item's place by its name, its Chinese name or an alias, as the exchange reads headers; -1 for none. */
export function itemFinder(items: readonly Item[]): (name: string) => number {
  const places = new Map<string, number>();
  items.forEach((item, i) => {
    for (const name of [item.name, item.name_zh, ...item.aliases]) if (!places.has(name)) places.set(name, i);
  });
  return (name) => places.get(name) ?? -1;
}
