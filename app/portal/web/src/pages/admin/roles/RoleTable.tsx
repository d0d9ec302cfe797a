import type { Schema } from "../../../api/types";
import { useAgencyName } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { isOffice } from "../offices";
import { text as areaText } from "../text";
import { useRoles } from "../usePolicy";
import { text } from "./text";

type Person = Schema<"access.v1.Person">;

/** RoleTable is people by roles: a sign where a role is held. */
export function RoleTable({ rows, onEdit }: { rows: Person[]; onEdit: (person: Person) => void }) {
  const t = useText(text);
  const a = useText(areaText);
  const words = useWords();
  const known = useRoles();
  // Roles that somebody holds though no line names them are shown, too; keys have a role of their own. The offices come last.
  const roles = [...new Set([...known.filter((r) => r !== "pusher"), ...rows.flatMap((p) => p.roles)])].sort((x, y) => Number(isOffice(x)) - Number(isOffice(y)) || x.localeCompare(y));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-card ad-list" tabIndex={0} role="region" aria-label={t("caption")}>
      <table className="cx-table ad-table ad-matrix">
        <caption className="cx-hidden">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("person")}</th>
            <th scope="col">{t("agency")}</th>
            {roles.map((r) => (
              <th key={r} scope="col" className={isOffice(r) ? "ad-cell ad-cell-office" : "ad-cell"}>
                {words.role(r)}
              </th>
            ))}
            <th scope="col">{a("actions")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((p) => (
            <Row key={p.id} person={p} roles={roles} onEdit={onEdit} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ person: p, roles, onEdit }: { person: Person; roles: string[]; onEdit: (person: Person) => void }) {
  const t = useText(text);
  const agency = useAgencyName();
  return (
    <tr>
      <th scope="row">
        <code>{p.name}</code> <span className="cx-muted">{p.display_name}</span>
        {p.subject !== "" && <small className="cx-muted ad-bound">{t("bound", { subject: p.subject })}</small>}
      </th>
      <td>{agency(p.agency)}</td>
      {roles.map((r) => (
        <td key={r} className={isOffice(r) ? "ad-cell ad-cell-office" : "ad-cell"}>
          {p.roles.includes(r) ? (
            <>
              <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
                <path d="m3.5 8.5 3 3 6-6.5" />
              </svg>
              <span className="cx-hidden">{t("held")}</span>
            </>
          ) : (
            <span className="cx-hidden">{t("notHeld")}</span>
          )}
        </td>
      ))}
      <td>
        <button type="button" className="cx-text-button" aria-label={`${t("edit")} ${p.name}`} onClick={() => { onEdit(p); }}>
          {t("edit")}
        </button>
      </td>
    </tr>
  );
}
