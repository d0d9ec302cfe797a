import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { useLang } from "../../../lib/text";
import { urgencyOf, type Urgency } from "./term";

export type Quarantined = Schema<"exchange.v1.Quarantined">;

/** The terms of so many open entries are looked at, the newest ones; more than that is no longer a matter of single days. */
export const openMost = 2_000;

export interface OpenQuarantine {
  /** The most urgent first. */
  items: Quarantined[];
  /** How many there are in all. */
  open: number;
}

/** useOpenQuarantine reads what waits for correction, by the working days it has left. */
export function useOpenQuarantine(): UseQueryResult<OpenQuarantine> {
  // The reasons come as sentences in the language of the page.
  const lang = useLang();
  return useQuery({
    queryKey: ["agency", "quarantine", "open", lang],
    queryFn: async ({ signal }) => {
      const items: Quarantined[] = [];
      let open = 0;
      let cursor = "";
      do {
        const page = await fetchData(api.GET("/v1/quarantine", { params: { query: { state: "open", limit: 500, cursor } }, signal }));
        items.push(...page.items);
        open = Number(page.open);
        cursor = page.next_cursor;
      } while (cursor !== "" && items.length < openMost);
      return { items: items.sort(byUrgency), open };
    },
  });
}

/** daysLeft is how many working days an entry has left; undefined without a term. The server leaves it out then. */
export function daysLeft(q: Quarantined): number | undefined {
  return q.due_on === "" ? undefined : q.days_left;
}

/** byUrgency puts the least days first, entries without a term last. */
export function byUrgency(a: Quarantined, b: Quarantined): number {
  return (daysLeft(a) ?? Infinity) - (daysLeft(b) ?? Infinity) || 0;
}

/** Due is an urgency, or none for entries without a term. */
export type Due = Urgency | "none";

/** dueOf sorts an entry by its term. */
export function dueOf(q: Quarantined): Due {
  const left = daysLeft(q);
  return left === undefined ? "none" : urgencyOf(left);
}
