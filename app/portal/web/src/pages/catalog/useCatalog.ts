import { api, fetchData } from "../../api/client";
import type { Schema } from "../../api/types";
import { useCursorList, type CursorQuery } from "../../components/CursorList";
import { useMe } from "../../lib/useMe";
import { oneOf, text } from "../../lib/urlState";

export type Resource = Schema<"catalog.v1.Resource">;
export type Facet = Schema<"catalog.v1.Facet">;

/** The facets in the order of the page. */
export const facetNames = ["theme", "credit_class", "share_type", "provider"] as const;
export type FacetName = (typeof facetNames)[number];

export const filterShape = { q: text(), theme: text(), credit_class: text(), share_type: oneOf(["", "1", "2", "3"], ""), provider: text() };
export interface Filter {
  q: string;
  theme: string;
  credit_class: string;
  share_type: "" | "1" | "2" | "3";
  provider: string;
}

export interface Row {
  resource: Resource;
  /** Of the whole search; the same on each row of a page. */
  total: number;
  facets: Facet[];
}

const pageSize = 30;

/** useCatalog searches the catalog: the open part for everybody, the whole for who is logged in. Each page brings facets and total. */
export function useCatalog(filter: Filter): CursorQuery<Row> & { total: number | null; facets: Facet[] } {
  const whole = useMe() !== null;
  const list = useCursorList(["catalog", whole, filter], async (cursor, signal) => {
    const { q, ...facets } = filter;
    const query = { query: q, ...facets, cursor, limit: pageSize };
    const page = await fetchData(whole ? api.GET("/v1/catalog/resources", { params: { query }, signal }) : api.GET("/v1/public/catalog", { params: { query }, signal }));
    return { rows: page.resources.map((resource) => ({ resource, total: Number(page.total), facets: page.facets })), next: page.next_cursor };
  });
  const first = list.rows[0];
  return { ...list, total: first?.total ?? (list.query.isPending ? null : 0), facets: first?.facets ?? [] };
}
