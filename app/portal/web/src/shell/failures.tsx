import { useRouteError } from "react-router";
import { localFault } from "../api/fault";
import { FaultView } from "../components/FaultView";

/** How browsers, and the loader of our styles, say that the code of a page did not come. */
const missingCode = /dynamically imported module|importing a module script|preload css/i;

/** RouteFailed stands for a page that threw, or whose code could not be fetched (an update replaced it, or the network is gone). */
export function RouteFailed({ bare = false }: { bare?: boolean }) {
  const error = useRouteError();
  const missing = error instanceof Error && missingCode.test(error.message);
  const view = (
    <FaultView
      error={missing ? localFault("SERVER_UNREACHABLE") : error}
      page
      retry={() => {
        globalThis.location.reload();
      }}
    />
  );
  return bare ? <main className="cx-main">{view}</main> : view;
}

/** NotFound stands for an address without a page. */
export function NotFound() {
  return <FaultView error={localFault("PAGE_NOT_FOUND", 404)} page />;
}
