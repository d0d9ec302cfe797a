import { Link, useLocation } from "react-router";
import { EmptyState } from "../../../components/EmptyState";
import { useText } from "../../../lib/text";
import { text } from "./text";

/** NotOpen says why a resource's parts are not visible, and what each reader can do about it. */
export function NotOpen() {
  const t = useText(text);
  return (
    <section className="cx-note ct-denied" aria-labelledby="not-open">
      <h2 id="not-open">{t("notOpenTitle")}</h2>
      <ul>
        <li>{t("notOpen1")}</li>
        <li>{t("notOpen2")}</li>
        <li>{t("notOpen3")}</li>
      </ul>
    </section>
  );
}

/** LoginNeeded stands where only those who are logged in see something, and leads there and back. */
export function LoginNeeded() {
  const t = useText(text);
  const { pathname, search } = useLocation();
  return (
    <EmptyState
      why={t("loginTitle")}
      todo={t("loginWhy")}
      action={
        <Link className="cx-button" to={`/login?next=${encodeURIComponent(pathname + search)}`}>
          {t("login")}
        </Link>
      }
    />
  );
}
