import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { OfficePage } from "../OfficePage";
import { useHolders, useReadable } from "../useHolders";
import type { PolicyVersion } from "./Policy";
import { text } from "./text";

/** Versions lists the versions of the policy, newest first. */
export function Component() {
  const t = useText(text);
  return (
    <OfficePage title={t("versions")} intro={t("versionsIntro")} action="policy.read" office="security_admin">
      <List />
    </OfficePage>
  );
}

function List() {
  const t = useText(text);
  const list = useCursorList(["policy", "versions"], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/policies", { params: { query: { cursor, limit: 50 } }, signal }));
    return { rows: page.versions, next: page.next_cursor };
  });
  return (
    <CursorList list={list} empty={<EmptyState why={t("noVersion")} todo={t("noVersionTodo")} action={<Link to="/admin/policy">{t("toPolicy")}</Link>} />}>
      {(rows) => <Table rows={rows} />}
    </CursorList>
  );
}

function Table({ rows }: { rows: PolicyVersion[] }) {
  const t = useText(text);
  const readable = useReadable();
  const lang = useLang();
  const holder = useHolders();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-card ad-list" tabIndex={0} role="region" aria-label={t("versionsCaption")}>
      <table className="cx-table ad-table">
        <caption className="cx-hidden">{t("versionsCaption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("version")}</th>
            <th scope="col">{t("at")}</th>
            <th scope="col">{t("who")}</th>
            <th scope="col">{t("why")}</th>
            <th scope="col" className="ad-num">{t("lines")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((v) => (
            <tr key={v.version}>
              <th scope="row">
                <Link to={`/admin/policy/versions/${v.version}`}>{t("open", { version: v.version })}</Link>
              </th>
              <td><Time at={v.at} /></td>
              <td>{v.by === "system" ? t("system") : holder(v.by)}</td>
              <td>{readable(v.why)}</td>
              <td className="ad-num">{formatNumber(v.line_count, lang)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
