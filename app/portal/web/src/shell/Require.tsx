import { Navigate, Outlet, useLocation } from "react-router";
import { localFault } from "../api/fault";
import { FaultView } from "../components/FaultView";
import { may, useMe, type Need } from "../lib/useMe";

/** Require shows the pages inside to those who may use them; the anonymous are led to the login and back. */
export function Require({ need }: { need: Need | undefined }) {
  const me = useMe();
  const { pathname, search } = useLocation();
  if (may(me, need)) return <Outlet />;
  if (me === null) return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  return <FaultView error={localFault("ROLE_LACKING", 403)} page />;
}
