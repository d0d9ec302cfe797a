import { Link } from "react-router";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { formatNumber } from "../../../lib/format";
import { useMarks } from "../../../lib/marks";
import { useLang, useText } from "../../../lib/text";
import { TermTag } from "../shared/TermTag";
import { daysLeft, dueOf, openMost, useOpenQuarantine, type Due, type OpenQuarantine } from "../shared/useOpenQuarantine";
import { useResourceName } from "../shared/useResources";
import { text as areaText } from "../text";
import { text } from "./text";

const dues: readonly Due[] = ["late", "today", "soon", "week", "none"];
const most = 4;

/** Attention says what must be corrected, and by when. */
export function Attention() {
  const t = useText(text);
  const query = useOpenQuarantine();
  return (
    <section className="cx-card">
      <h2>{t("attentionTitle")}</h2>
      <AsyncView query={query} empty={(q) => (q.open === 0 ? <EmptyState why={t("attentionEmpty")} todo={t("attentionEmptyTodo")} /> : null)}>
        {(q) => (
          <>
            <Buckets quarantine={q} />
            <Urgent quarantine={q} />
          </>
        )}
      </AsyncView>
    </section>
  );
}

function Buckets({ quarantine }: { quarantine: OpenQuarantine }) {
  const t = useText(text);
  const lang = useLang();
  const marks = useMarks();
  const count = (due: Due) => quarantine.items.filter((q) => dueOf(q) === due).length;
  return (
    <>
      <ul className="ag-buckets">
        {dues.map((due) => {
          const n = count(due);
          return (
            <li key={due}>
              <Link to={`/agency/quarantine?due=${due}`} className={`ag-bucket${n > 0 ? ` ag-bucket-${due}` : ""}`}>
                <b>{formatNumber(n, lang)}</b>
                <span>{t(`due_${due}`)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
      <p className="cx-muted">
        {t("attentionOf", { n: formatNumber(quarantine.open, lang) })}
        {quarantine.open > openMost && `${marks.comma}${t("attentionMost", { n: formatNumber(openMost, lang) })}`}
      </p>
    </>
  );
}

function Urgent({ quarantine }: { quarantine: OpenQuarantine }) {
  const t = useText(text);
  const area = useText(areaText);
  const name = useResourceName();
  return (
    <ul className="ag-urgent" aria-label={t("urgent")}>
      {quarantine.items.slice(0, most).map((q) => (
        <li key={q.id}>
          <TermTag left={daysLeft(q)} />
          <span className="ag-urgent-what">
            <b>{q.resource === "" ? area("unknownResource") : name(q.resource)}</b> <span>{q.reasons[0]?.message}</span>
          </span>
          <Link to={`/agency/quarantine/correct?ids=${encodeURIComponent(q.id)}`} aria-label={`${t("fix")} ${q.reasons[0]?.message ?? q.id}`}>
            {t("fix")}
          </Link>
        </li>
      ))}
    </ul>
  );
}
