import { Navigate, useSearchParams } from "react-router";
import { sessionState } from "../api/session";
import { Page } from "../components/Page";
import { useStore } from "../lib/store";
import { useText } from "../lib/text";
import { useMe } from "../lib/useMe";
import { LoginForm } from "./LoginForm";
import { landing } from "./landing";
import { text } from "./text";

/** Login is the page; it leads back to `next`, which can only be a page of the portal. */
export function Component() {
  const t = useText(text);
  const me = useMe();
  const demo = useStore(sessionState).session?.demo ?? false;
  const [params] = useSearchParams();
  if (me !== null) return <Navigate to={landing(params.get("next"), me)} replace />;
  return (
    <div className="cx-narrow">
      <Page title={t("loginTitle")} intro={t("loginIntro")}>
        <section className="cx-card">
          <LoginForm />
        </section>
        {demo && <p className="cx-note">{t("demo")}</p>}
      </Page>
    </div>
  );
}
