import { StatusTag } from "../../../components/StatusTag";
import { Hint } from "../../../components/Hint";
import { Time } from "../../../components/Time";
import { useAgencyName } from "../../../lib/labels";
import { useMarks } from "../../../lib/marks";
import { useText } from "../../../lib/text";
import { useMay } from "../../../lib/useMe";
import { useWords } from "../../../lib/vocabulary/useWords";
import { text as areaText } from "../text";
import type { Person } from "./People";
import { text } from "./text";

/** PersonTable lists people with their state. */
export function PersonTable({ rows, onOpen }: { rows: Person[]; onOpen: (person: Person) => void }) {
  const t = useText(text);
  const a = useText(areaText);
  const words = useWords();
  const marks = useMarks();
  const agency = useAgencyName();
  const edits = useMay({ actions: ["person.edit"] });
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-card ad-list" tabIndex={0} role="region" aria-label={t("caption")}>
      <table className="cx-table ad-table">
        <caption className="cx-hidden">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("displayName")}</th>
            <th scope="col">{t("agency")}</th>
            <th scope="col">{t("roles")}</th>
            <th scope="col">{t("subject")}</th>
            <th scope="col">{a("status")}</th>
            {edits && <th scope="col">{a("actions")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((p) => (
            <tr key={p.id}>
              <th scope="row"><code>{p.name}</code></th>
              <td>{p.display_name}</td>
              <td>{agency(p.agency)}</td>
              <td>{p.roles.length === 0 ? <span className="cx-muted">{t("noRoles")}</span> : marks.list(p.roles.map((r) => words.role(r)))}</td>
              <td>{p.subject !== "" && <code className="ad-token">{p.subject}</code>}</td>
              <td><State person={p} /></td>
              {edits && (
                <td>
                  <button type="button" className="cx-text-button" aria-label={`${t("manage")} ${p.name}`} onClick={() => { onOpen(p); }}>
                    {t("manage")}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** State says whether a person can log in, and if not, why. */
export function State({ person: p }: { person: Person }) {
  const t = useText(text);
  if (p.disabled) return <StatusTag tone="neutral">{t("disabled")}</StatusTag>;
  if (p.locked_until) {
    return (
      <>
        <StatusTag tone="warn">{t("lockedUntil")}</StatusTag> <Time at={p.locked_until} />
      </>
    );
  }
  if (!p.enrolled) {
    return (
      <Hint hint={t("waitingHint")}>
        <StatusTag tone="info">{t("waiting")}</StatusTag>
      </Hint>
    );
  }
  return <StatusTag tone="ok">{t("active")}</StatusTag>;
}
