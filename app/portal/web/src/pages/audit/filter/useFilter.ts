import { useUrlState } from "../../../lib/urlState";
import { queryOf, shape, type Filter } from "./filter";

/** useFilter is the filter of the address, and what the interface is asked with. A relative period counts from today, whenever that is. */
export function useFilter(): { filter: Filter; query: Record<string, string>; change: (next: Partial<Filter>) => void } {
  const [filter, change] = useUrlState<Filter>(shape);
  return {
    filter,
    query: queryOf(filter, new Date()),
    change: (next) => {
      change(next, { push: true });
    },
  };
}
