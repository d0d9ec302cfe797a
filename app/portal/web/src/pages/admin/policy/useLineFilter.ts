import { useMemo } from "react";
import { oneOf, text as word, useUrlState } from "../../../lib/urlState";
import { filterLines, type Line, type LineFilter } from "./lines";
import { useSentence } from "./sentence/useSentence";

const shape = { q: word(), role: word(), action: word(), agency: word(), effect: oneOf(["", "allow", "deny"], ""), type: oneOf(["p", "g", "all"], "p") };

type Filter = Omit<LineFilter, "type"> & { type: "p" | "g" | "all" };

/** useLineFilter narrows lines by the filter of the address. A look for words goes through lines of both kinds. */
export function useLineFilter(lines: readonly Line[]): { filter: Filter; change: (next: Partial<Filter>) => void; found: Line[] } {
  const [filter, change] = useUrlState<Filter>(shape);
  const said = useSentence();
  const found = useMemo(() => filterLines(lines, { ...filter, type: filter.type === "all" || filter.q !== "" ? "" : filter.type }, said), [lines, filter, said]);
  return { filter, change, found };
}

/** noLineFilter takes all conditions off. */
export const noLineFilter: Partial<Filter> = { q: "", role: "", action: "", agency: "", effect: "" };
