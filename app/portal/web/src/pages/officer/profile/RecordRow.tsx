import { Hint } from "../../../components/Hint";
import { StatusTag } from "../../../components/StatusTag";
import { DateOnly } from "../../../components/Time";
import { useText } from "../../../lib/text";
import type { Change } from "./diff";
import { headlineOf } from "./headline";
import { RecordDetail } from "./RecordDetail";
import { dayOf, domId, forceOf, type One, type Rec } from "./records";
import { text } from "./text";

interface Props {
  one: One;
  /** How it differs from the present, when a past state is shown. */
  change: Change | null;
  /** That is looked at. */
  day: string;
  open: boolean;
  onToggle: () => void;
}

/** RecordRow is a record in one line; it unfolds to its items and versions. */
export function RecordRow({ one, change, day, open, onToggle }: Props) {
  const t = useText(text);
  const r = one.record;
  const id = domId(one.key);
  const headline = headlineOf(r);
  return (
    <>
      <tr id={id} className={`of-record${open ? " of-record-open" : ""}${change === null ? "" : " of-record-changed"}`}>
        <td className="of-nowrap">
          <button type="button" className="of-expand" aria-expanded={open} aria-controls={`${id}-detail`} onClick={onToggle}>
            <svg viewBox="0 0 16 16" width="12" height="12" fill="none" stroke="currentColor" strokeWidth="1.8" aria-hidden="true">
              <path d={open ? "m3 6 5 5 5-5" : "m6 3 5 5-5 5"} />
            </svg>
            <DateOnly date={dayOf(r)} />
            <span className="cx-hidden"> {t("expand", { name: r.resource_name })}</span>
          </button>
        </td>
        <td>
          <span className="of-what">{r.resource_name}</span>
          {headline !== "" && <span className="of-headline">{headline}</span>}
        </td>
        <td>{r.document_no || <span className="cx-muted">{t("noneOf")}</span>}</td>
        <td>{r.agency_name || r.agency}</td>
        <td className="of-validity">
          <Validity record={r} />
        </td>
        <td>
          <Tags record={r} change={change} day={day} older={one.older.length} />
        </td>
      </tr>
      <tr id={`${id}-detail`} hidden={!open} className="of-detail">
        <td colSpan={6}>{open && <RecordDetail one={one} />}</td>
      </tr>
    </>
  );
}

function Validity({ record: r }: { record: Rec }) {
  const t = useText(text);
  if (r.valid_from === "" && r.valid_to === "") return <span className="cx-muted">{t("noneOf")}</span>;
  return (
    <>
      <DateOnly date={r.valid_from || r.occurred_on} /> {t("validTo")}
      <br />
      {r.valid_to === "" ? t("noEnd") : <DateOnly date={r.valid_to} />}
    </>
  );
}

function Tags({ record: r, change, day, older }: { record: Rec; change: Change | null; day: string; older: number }) {
  const t = useText(text);
  const force = forceOf(r, day);
  const severity = r.severity === "serious" ? "sev_serious" : r.severity === "general" ? "sev_general" : r.severity === "minor" ? "sev_minor" : null;
  return (
    <span className="of-tags">
      <StatusTag tone={force === "inForce" ? "ok" : force === "notYet" ? "info" : "neutral"}>{t(force)}</StatusTag>
      {severity !== null && <StatusTag tone={r.severity === "serious" ? "danger" : r.severity === "general" ? "warn" : "neutral"}>{t(severity)}</StatusTag>}
      {r.late && (
        <Hint hint={t("lateHint", { n: r.working_days })}>
          <StatusTag tone="warn">{t("late")}</StatusTag>
        </Hint>
      )}
      {change !== null && <StatusTag tone="info">{t(`c_${change}`)}</StatusTag>}
      {older > 0 && <StatusTag tone="neutral">{t("version", { n: r.version })}</StatusTag>}
    </span>
  );
}
