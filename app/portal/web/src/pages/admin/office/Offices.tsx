import { Link } from "react-router";
import { Page } from "../../../components/Page";
import { StatusTag } from "../../../components/StatusTag";
import { usePick, useText } from "../../../lib/text";
import { may, useMe } from "../../../lib/useMe";
import { useWords } from "../../../lib/vocabulary/useWords";
import "../admin.css";
import { offices, type Office } from "../offices";
import area from "../routes";
import { text } from "./text";

/** Which office keeps which pages, by their paths. The audit administrator's own pages are those of the auditor desk. */
const pagesOf: Record<Office, readonly string[]> = {
  system_admin: ["/admin/agencies", "/admin/people", "/admin/keys", "/admin/system"],
  security_admin: ["/admin/roles", "/admin/policy", "/admin/who-can"],
  audit_admin: [],
};

const auditPages = [
  { path: "/audit", label: { zh: "审计概览", en: "Audit overview" }, need: { actions: ["audit.search"] } },
  { path: "/audit/events", label: { zh: "访问日志", en: "Access log" }, need: { actions: ["audit.search"] } },
  { path: "/audit/ledger", label: { zh: "账本核验", en: "Ledger" }, need: { actions: ["audit.proof"] } },
] as const;

/** Offices says what each of the three administrators does, and leads to the pages that the caller may see. */
export function Component() {
  const t = useText(text);
  const words = useWords();
  const me = useMe();
  return (
    <Page title={t("title")} intro={t("intro")}>
      <div className="ad-offices">
        {offices.map((office) => {
          const mine = me?.roles.includes(office) ?? false;
          return (
            <section key={office} className={mine ? "cx-card ad-office ad-office-mine" : "cx-card ad-office"} aria-labelledby={office}>
              <h2 id={office}>
                <span className="ad-role">{words.role(office)}</span> {mine && <StatusTag tone="info">{t("yours")}</StatusTag>}
              </h2>
              <p>{t(office)}</p>
              <Pages office={office} />
            </section>
          );
        })}
      </div>
      <section className="cx-card">
        <h2>{t("others")}</h2>
        <p>{t("othersText")}</p>
      </section>
    </Page>
  );
}

function Pages({ office }: { office: Office }) {
  const t = useText(text);
  const pick = usePick();
  const me = useMe();
  const own = area.nav.filter((n) => pagesOf[office].includes(n.path));
  const pages = (office === "audit_admin" ? auditPages : own).filter((n) => may(me, n.need));
  if (pages.length === 0) return <p className="cx-muted">{t("none")}</p>;
  return (
    <>
      <h3 className="cx-hidden">{t("pages")}</h3>
      <ul className="ad-pages">
        {pages.map((n) => (
          <li key={n.path}>
            <Link className="cx-button" to={n.path}>
              {pick(n.label)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
