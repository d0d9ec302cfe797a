import { Link, useNavigate } from "react-router";
import type { Schema } from "../../../api/types";
import { StatusTag } from "../../../components/StatusTag";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useAgencyName } from "../../../lib/labels";
import { useLang, useText } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { useActorName } from "../names";
import { text } from "../text";

type Event = Schema<"audit.v1.Event">;

/** EventTable lists events; the number of each, and a click anywhere on its row, opens it. */
export function EventTable({ rows }: { rows: Event[] }) {
  const t = useText(text);
  return (
    // A wide table scrolls within itself, by keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-card au-log" tabIndex={0} role="region" aria-label={t("tableCaption")}>
      <table className="cx-table au-dense">
        <caption className="cx-hidden">{t("tableCaption")}</caption>
        <thead>
          <tr>
            <th scope="col" className="au-num">{t("index")}</th>
            <th scope="col">{t("time")}</th>
            <th scope="col">{t("actor")}</th>
            <th scope="col">{t("agency")}</th>
            <th scope="col">{t("kind")}</th>
            <th scope="col">{t("subject")}</th>
            <th scope="col">{t("purpose")}</th>
            <th scope="col">{t("case")}</th>
            <th scope="col">{t("decision")}</th>
            <th scope="col" className="au-num" title={t("recordsHint")}>{t("records")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((e) => (
            <Row key={e.index} event={e} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ event: e }: { event: Event }) {
  const t = useText(text);
  const lang = useLang();
  const words = useWords();
  const actor = useActorName();
  const agency = useAgencyName();
  const navigate = useNavigate();
  const address = `/audit/events/${e.index}`;
  return (
    // The link in the row is what the keyboard uses; the row itself is only a larger place to click.
    <tr
      className="au-row"
      onClick={(click) => {
        // Text that is being marked, and links, keep their meaning.
        if ((getSelection()?.toString() ?? "") === "" && !(click.target as HTMLElement).closest("a")) void navigate(address);
      }}
    >
      <th scope="row" className="au-num">
        <Link to={address} aria-label={t("open", { index: e.index })}>
          {e.index}
        </Link>
      </th>
      <td><Time at={e.at} /></td>
      <td>{actor(e.actor, e.actor_name)}</td>
      <td>{agency(e.agency)}</td>
      <td>{words.kind(e.kind)}</td>
      <td><code className="au-token">{e.subject}</code></td>
      <td>{e.purpose !== "" && words.purpose(e.purpose)}</td>
      <td>{e.case_no}</td>
      <td><Decision decision={e.decision} /></td>
      <td className="au-num">
        {handsOut(e) && `${formatNumber(e.count, lang)}/${formatNumber(e.withheld, lang)}`}
      </td>
    </tr>
  );
}

/** handsOut tells whether an event is about records, so that none of them means something. */
const handsOut = (e: Event): boolean => e.count !== "0" || e.withheld !== "0" || (e.decision === "allow" && ["query", "search", "push"].includes(e.kind));

/** Decision says whether something was allowed, by sign and word. */
export function Decision({ decision }: { decision: string }) {
  const words = useWords();
  return <StatusTag tone={decision === "allow" ? "ok" : "danger"}>{words.decision(decision)}</StatusTag>;
}
