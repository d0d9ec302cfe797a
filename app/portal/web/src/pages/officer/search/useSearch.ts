import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { useCursorList, type CursorQuery } from "../../../components/CursorList";
import { useLang } from "../../../lib/text";
import type { Case } from "../cases/cases";

export type Hit = Schema<"history.v1.Hit">;

export const kinds = ["organisation", "self_employed", "public_body"] as const;
export type Kind = (typeof kinds)[number] | "";

/** useSearch finds subjects under the current case, page by page. The text goes in the body of the request, never in an address. */
export function useSearch(query: string, kind: Kind, kase: Case | null): CursorQuery<Hit> {
  const lang = useLang();
  return useCursorList(
    ["officer", "search", query, kind, kase?.id ?? "", lang],
    async (cursor, signal) => {
      const page = await fetchData(
        api.POST("/v1/subjects:search", { body: { query, kind, cursor, limit: 20, purpose: kase?.purpose ?? "", case_no: kase?.caseNo ?? "" }, signal }),
      );
      return { rows: page.hits, next: page.next_cursor, evidence: page.evidence };
    },
    // Looking back at a list is no new search: each search is evidence.
    { enabled: query !== "", staleTime: Infinity },
  );
}
