import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { localFault } from "../../../api/fault";
import { FaultView } from "../../../components/FaultView";
import { useMay, useMe } from "../../../lib/useMe";

/** ManagersOnly shows pages of the catalog that only its managers use; the area itself is for everybody. */
export function ManagersOnly({ children }: { children: ReactNode }) {
  const me = useMe();
  const manager = useMay({ actions: ["catalog.edit"] });
  const { pathname, search } = useLocation();
  if (manager) return <>{children}</>;
  if (me === null) return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  return <FaultView error={localFault("ROLE_LACKING", 403)} page />;
}
