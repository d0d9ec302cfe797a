import { StatusTag } from "../../../components/StatusTag";
import { DateOnly } from "../../../components/Time";
import { chinaDay } from "../../../lib/chinaTime";
import { useMarks } from "../../../lib/marks";
import { useText } from "../../../lib/text";
import { headlineOf } from "./headline";
import { dayOf, type Profile } from "./records";
import { text } from "./text";
import { cautionsOf, warningsOf, type Warning } from "./warnings";

interface Props {
  profile: Profile;
  past: boolean;
  onJump: (key: string) => void;
}

/** How many records of a warning are named before the rest is left to the list below. */
const named = 2;

/** Warnings stands beside the identity: what is in force against the subject, gravest first, and what may be hidden. */
export function Warnings({ profile, past, onJump }: Props) {
  const t = useText(text);
  const marks = useMarks();
  const warnings = warningsOf(profile);
  const cautions = cautionsOf(profile);
  const worst = warnings.some((w) => w.tone === "danger") ? " of-warnings-danger" : warnings.length > 0 ? " of-warnings-warn" : "";
  return (
    <section className={`cx-card of-warnings${worst}`} aria-labelledby="of-warnings">
      <h2 id="of-warnings">{t("warnings")}</h2>
      {past && <p className="cx-muted">{t("warningsPast", { date: chinaDay(profile.as_of) })}</p>}
      {warnings.length === 0 ? (
        <p>
          <StatusTag tone="ok">{t("warningsNone")}</StatusTag>
        </p>
      ) : (
        <ul>
          {warnings.map((w) => (
            <Item key={w.kind} warning={w} status={profile.subject.status} onJump={onJump} />
          ))}
        </ul>
      )}
      {cautions.length > 0 && <p className="of-caution">{t("cautions", { list: marks.list(cautions.map((c) => t("cautionItem", { name: t(`k_${c.kind}`), n: c.count }))) })}</p>}
    </section>
  );
}

function Item({ warning, status, onJump }: { warning: Warning; status: string; onJump: (key: string) => void }) {
  const t = useText(text);
  return (
    <li>
      <div className="of-warning-head">
        <StatusTag tone={warning.tone}>{t(`w_${warning.kind}`, { status })}</StatusTag>
        {warning.records.length > 0 && <strong>{t("countOf", { n: warning.records.length })}</strong>}
        {warning.endless > 0 && <span className="cx-muted">{t("endless", { n: warning.endless })}</span>}
      </div>
      {warning.records.slice(0, named).map((one) => (
        <button key={one.key} type="button" className="of-warning-record" onClick={() => onJump(one.key)}>
          <DateOnly date={dayOf(one.record)} />
          <span>{headlineOf(one.record) || one.record.document_no || one.record.resource_name}</span>
          <span className="cx-hidden"> · {t("goTo")}</span>
        </button>
      ))}
    </li>
  );
}
