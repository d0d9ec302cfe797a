import { Link } from "react-router";
import { EmptyState } from "../../../components/EmptyState";
import { useCreditClass } from "../../../lib/creditClass";
import { formatNumber, formatPercent } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import type { Statistics } from "../useStatistics";
import { Panel } from "./Panel";
import { text } from "./text";

/** Resources counts the records of each resource and those that came late. */
export function Resources({ statistics: s }: { statistics: Statistics }) {
  const t = useText(text);
  const lang = useLang();
  const classOf = useCreditClass();
  const rows = [...s.rows].sort((a, b) => Number(b.records) - Number(a.records));
  const head = [t("resource"), t("class"), t("records"), t("late")];
  const share = (late: number, records: number) => (records === 0 ? "" : formatPercent(late / records, lang));
  const late = rows.reduce((n, r) => n + Number(r.late), 0);
  const records = rows.reduce((n, r) => n + Number(r.records), 0);
  return (
    <Panel title={t("resources")} file="resources" head={head} rows={rows.map((r) => [r.resource_name || r.resource, classOf(r.class), Number(r.records), Number(r.late)])}>
      {rows.length === 0 ? (
        <EmptyState why={t("noRows")} todo={t("noRowsTodo")} />
      ) : (
        // A wide table scrolls within itself, by keyboard too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="cx-scroll" role="region" tabIndex={0} aria-label={t("resourcesCaption")}>
          <table className="pb-table">
            <caption className="cx-hidden">{t("resourcesCaption")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("resource")}</th>
                <th scope="col">{t("class")}</th>
                <th scope="col" className="cx-num">{t("records")}</th>
                <th scope="col" className="cx-num">{t("late")}</th>
                <th scope="col" className="cx-num">{t("lateShare")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((r) => (
                <tr key={r.resource}>
                  <th scope="row">
                    <Link to={`/catalog/${encodeURIComponent(r.resource)}`}>{r.resource_name || r.resource}</Link>
                  </th>
                  <td>{classOf(r.class)}</td>
                  <td className="cx-num">{formatNumber(r.records, lang)}</td>
                  <td className="cx-num">{formatNumber(r.late, lang)}</td>
                  <td className="cx-num">{share(Number(r.late), Number(r.records))}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" colSpan={2}>
                  {t("total")}
                </th>
                <td className="cx-num">{formatNumber(records, lang)}</td>
                <td className="cx-num">{formatNumber(late, lang)}</td>
                <td className="cx-num">{share(late, records)}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </Panel>
  );
}
