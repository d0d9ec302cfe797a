import { useInfiniteQuery } from "@tanstack/react-query";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { useLang } from "../../../lib/text";

export type Receipt = Schema<"exchange.v1.Receipt">;
export type Outcome = Schema<"exchange.v1.Outcome">;

/** How often a receipt is read again while its push is under way, in milliseconds. */
const again = 2_000;

/** useReceipt reads a receipt; each further page has the same receipt with its next findings. */
export function useReceipt(id: string) {
  // The findings come as sentences in the language of the page.
  const lang = useLang();
  return useInfiniteQuery({
    queryKey: ["agency", "receipt", id, lang],
    queryFn: ({ pageParam, signal }) => fetchData(api.GET("/v1/receipts/{id}", { params: { path: { id }, query: { cursor: pageParam, limit: 200 } }, signal })),
    initialPageParam: "",
    getNextPageParam: (last: Receipt) => (last.next_cursor === "" ? undefined : last.next_cursor),
    refetchInterval: (q) => (q.state.data?.pages[0]?.state === "running" ? again : false),
  });
}
