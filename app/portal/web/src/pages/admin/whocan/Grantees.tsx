import { Link } from "react-router";
import type { Schema } from "../../../api/types";
import { useMarks } from "../../../lib/marks";
import { useText } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { text } from "./text";

type Grantee = Schema<"access.v1.Grantee">;

/** useSeen tells what a mask shows in clear: the level, and items that are named. */
export function useSeen(): (fields: string) => string {
  const t = useText(text);
  const words = useWords();
  const marks = useMarks();
  return (fields) => {
    const [level = "", ...items] = fields.split(",");
    const first = t("level", { level: words.level(level) });
    return items.length === 0 ? first : `${first} ${t("items", { items: marks.list(items.map((i) => i.replace(/^\+/, ""))) })}`;
  };
}

/** Grantees lists who may do what was asked, what each sees, and by which line. */
export function Grantees({ rows, onExplain }: { rows: Grantee[]; onExplain: (id: string) => void }) {
  const t = useText(text);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-card ad-list" tabIndex={0} role="region" aria-label={t("caption")}>
      <table className="cx-table ad-table">
        <caption className="cx-hidden">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("theirAgency")}</th>
            <th scope="col">{t("roles")}</th>
            <th scope="col">{t("sees")}</th>
            <th scope="col">{t("scope")}</th>
            <th scope="col">{t("line")}</th>
            <th scope="col">{t("ways")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((g) => (
            <Row key={g.id} grantee={g} onExplain={onExplain} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ grantee: g, onExplain }: { grantee: Grantee; onExplain: (id: string) => void }) {
  const t = useText(text);
  const words = useWords();
  const marks = useMarks();
  const seen = useSeen();
  return (
    <tr>
      <th scope="row">
        {g.key ? t("keyName") : g.display_name} <code className="cx-muted">{g.name}</code>
      </th>
      <td>{g.agency_name || g.agency}</td>
      <td>{marks.list(g.roles.map((r) => words.role(r)))}</td>
      <td>{seen(g.fields)}</td>
      <td>{words.scope(g.scope)}</td>
      <td>
        <Link to={`/admin/policy?q=${encodeURIComponent(g.line)}`}>{g.line}</Link>
      </td>
      <td>
        <button type="button" className="cx-text-button" aria-label={`${t("explainRow")} ${g.name}`} onClick={() => { onExplain(g.key ? g.id : g.name); }}>
          {t("explainRow")}
        </button>
      </td>
    </tr>
  );
}
