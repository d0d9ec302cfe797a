import { Link } from "react-router";
import { StatusTag } from "../../../components/StatusTag";
import { Time } from "../../../components/Time";
import { EvidenceTag } from "../../../components/EvidenceTag";
import { useText } from "../../../lib/text";
import { text } from "../text";
import { open, type Case, type Cases } from "./cases";
import { changeCases } from "./store";
import { usePurposeName } from "./usePurpose";

/** DayCases lists the cases of the day with the subjects that were asked for under each. */
export function DayCases({ cases, onDone }: { cases: Cases; onDone?: () => void }) {
  return (
    <ul className="of-day">
      {cases.all.map((c) => (
        <li key={c.id} className={c.id === cases.current ? "of-day-case of-day-current" : "of-day-case"}>
          <Head kase={c} current={c.id === cases.current} onDone={onDone} />
          <Subjects kase={c} onDone={onDone} />
        </li>
      ))}
    </ul>
  );
}

function Head({ kase, current, onDone }: { kase: Case; current: boolean; onDone: (() => void) | undefined }) {
  const t = useText(text);
  const purposeName = usePurposeName();
  return (
    <div className="of-day-head">
      <span className="of-case-purpose">{purposeName(kase.purpose)}</span>
      <span className="of-case-no">{kase.caseNo || t("noCaseNo")}</span>
      <StatusTag tone={current ? "info" : "neutral"}>{t(current ? "isCurrent" : kase.closedAt === "" ? "isOpen" : "isClosed")}</StatusTag>
      <span className="cx-muted">
        {t("openedAt")} <Time at={kase.openedAt} />
      </span>
      {!current && (
        <button
          type="button"
          className="cx-text-button"
          onClick={() => {
            changeCases((before, now) => open(before, kase.purpose, kase.caseNo, now));
            onDone?.();
          }}
        >
          {t(kase.closedAt === "" ? "switchTo" : "reopen")}
          <span className="cx-hidden"> {kase.caseNo || purposeName(kase.purpose)}</span>
        </button>
      )}
    </div>
  );
}

function Subjects({ kase, onDone }: { kase: Case; onDone: (() => void) | undefined }) {
  const t = useText(text);
  if (kase.subjects.length === 0) return <p className="cx-muted">{t("caseNoSubjects")}</p>;
  return (
    <ul className="of-day-subjects" aria-label={t("caseSubjects")}>
      {kase.subjects.map((s) => (
        <li key={s.id}>
          <Link
            to={`/officer/subjects/${encodeURIComponent(s.id)}`}
            onClick={() => {
              // A subject is looked at again under the case it belongs to.
              changeCases((before, now) => open(before, kase.purpose, kase.caseNo, now));
              onDone?.();
            }}
          >
            {s.name || s.id}
          </Link>
          <span className="cx-muted">
            <Time at={s.at} />
          </span>
          <EvidenceTag index={s.evidence} />
        </li>
      ))}
    </ul>
  );
}
