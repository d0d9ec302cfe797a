import { lazy, Suspense } from "react";
import { Outlet, useNavigation } from "react-router";
import { loadSession, sessionState } from "../api/session";
import { FaultView } from "../components/FaultView";
import { useStore } from "../lib/store";
import { useText } from "../lib/text";
import { Banner } from "./Banner";
import { Header } from "./Header";
import { IdleWatch } from "./IdleWatch";
import { Loading } from "./Loading";
import { SubNav } from "./SubNav";
import { text } from "./text";

const EndedDialog = lazy(() => import("./EndedDialog"));

/** Shell is what stands around every page: header, navigation, banners, and the dialogs of the session. */
export function Shell() {
  const t = useText(text);
  const { session, failed, ended } = useStore(sessionState);
  const busy = useNavigation().state !== "idle";
  return (
    <div className="cx-shell">
      <a className="cx-skip" href="#content">
        {t("skip")}
      </a>
      <Header />
      <SubNav />
      <div className={busy ? "cx-travel cx-travel-on" : "cx-travel"} aria-hidden="true" />
      <Banner />
      <main className="cx-main" id="content" tabIndex={-1} aria-busy={busy}>
        {failed !== null ? (
          <FaultView
            error={failed}
            page
            retry={() => {
              void loadSession();
            }}
          />
        ) : session === null ? (
          <Loading />
        ) : (
          // Another person starts with fresh pages.
          <Outlet key={session.me?.id ?? ""} />
        )}
      </main>
      <footer className="cx-footer">
        <span>{t("footer", { version: session?.version ?? "" })}</span>
        {session?.demo === true && <span className="cx-demo">{t("demoShort")}</span>}
      </footer>
      {session?.me != null && ended === null && <IdleWatch seconds={session.idle_seconds} />}
      {ended !== null && (
        <Suspense>
          <EndedDialog fault={ended} name={session?.me?.name ?? ""} />
        </Suspense>
      )}
    </div>
  );
}
