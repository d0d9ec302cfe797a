import { sessionState } from "../api/session";
import type { Me } from "../api/types";
import { useStore } from "./store";

/** Need is what a page asks of its caller: any one of the actions or roles. `login` asks for any login. */
export interface Need {
  login?: true;
  actions?: readonly string[];
  roles?: readonly string[];
}

/** useMe is who is logged in; null for the anonymous. */
export function useMe(): Me | null {
  return useStore(sessionState).session?.me ?? null;
}

/** may decides what is offered; what is allowed, the server decides. */
export function may(me: Me | null, need: Need | undefined): boolean {
  if (need === undefined) return true;
  if (me === null) return false;
  const { actions, roles } = need;
  if (actions === undefined && roles === undefined) return true;
  return (actions?.some((a) => me.actions.includes(a)) ?? false) || (roles?.some((r) => me.roles.includes(r)) ?? false);
}

/** useMay tells whether the caller is offered something. */
export function useMay(need: Need | undefined): boolean {
  return may(useMe(), need);
}
