import { Link } from "react-router";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useAgencyName } from "../../../lib/labels";
import { useLang, useText } from "../../../lib/text";
import { searchOf, type Filter } from "../filter/filter";
import type { Summary } from "./heatmap";
import { useActorName } from "../names";
import { text as areaText } from "../text";
import { text } from "./text";

/** TopActors lists who asked most; a name leads to the log of what they did. */
export function TopActors({ summary, filter }: { summary: Summary; filter: Filter }) {
  const t = useText(text);
  const area = useText(areaText);
  const lang = useLang();
  const nameOf = useActorName();
  const agencyOf = useAgencyName();
  return (
    <section className="cx-card">
      <h2>{t("top")}</h2>
      <table className="cx-table au-dense">
        <caption className="cx-hidden">{t("top")}</caption>
        <thead>
          <tr>
            <th scope="col">{area("actor")}</th>
            <th scope="col">{area("agency")}</th>
            <th scope="col" className="au-num">{t("count")}</th>
            <th scope="col" className="au-num">{t("denied")}</th>
            <th scope="col" className="au-num">{t("subjectCount")}</th>
            <th scope="col">{t("last")}</th>
          </tr>
        </thead>
        <tbody>
          {summary.top_actors.map((a) => (
            <tr key={a.actor}>
              <th scope="row">
                <Link to={`/audit/events${searchOf({ ...filter, actor: a.actor })}`}>{nameOf(a.actor, a.actor_name)}</Link>
              </th>
              <td>{agencyOf(a.agency)}</td>
              <td className="au-num">{formatNumber(a.count, lang)}</td>
              <td className="au-num">{formatNumber(a.denied, lang)}</td>
              <td className="au-num">{formatNumber(a.subjects, lang)}</td>
              <td><Time at={a.last} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="au-help">{t("highest")}</p>
    </section>
  );
}
