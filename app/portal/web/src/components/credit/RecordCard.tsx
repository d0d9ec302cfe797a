import type { ReactNode } from "react";
import { useText } from "../../lib/text";
import { MaskedValue } from "../MaskedValue";
import { StatusTag } from "../StatusTag";
import { DateOnly } from "../Time";
import { endless, headline, publicationTone, severityTone, type CreditRecord } from "./records";
import { text } from "./text";
import "./credit.css";

const states = ["published", "not_published", "ended", "withdrawn"] as const;
const severities = ["minor", "general", "serious"] as const;

/** RecordCard shows a record: what it is, who says so, until when it is public and why; all items on demand. */
export function RecordCard({ record: r, actions }: { record: CreditRecord; actions?: ReactNode }) {
  const t = useText(text);
  const about = headline(r);
  const severity = severities.find((s) => s === r.severity);
  const tone = severityTone(r.severity);
  return (
    <article className="cx-rec">
      <header className="cx-rec-head">
        <span className="cx-rec-day">{r.occurred_on === "" ? <span className="cx-muted">{t("noDate")}</span> : <DateOnly date={r.occurred_on} />}</span>
        <div className="cx-rec-what">
          <h3>{about || r.resource_name}</h3>
          <p className="cx-muted">
            {[about === "" ? "" : r.resource_name, r.document_no, r.agency_name].filter(Boolean).join(" · ")}
          </p>
        </div>
        <div className="cx-rec-tags">
          {severity !== undefined && tone !== null && (
            <StatusTag tone={tone}>
              <span className="cx-hidden">{t("severity")} </span>
              {t(severity)}
            </StatusTag>
          )}
          <Publication record={r} />
        </div>
      </header>
      <div className="cx-rec-foot">
        <p className="cx-muted">{r.publication_basis !== "" && t("basis", { basis: r.publication_basis })}</p>
        {actions}
      </div>
      <Items record={r} />
    </article>
  );
}

function Publication({ record: r }: { record: CreditRecord }) {
  const t = useText(text);
  const state = states.find((s) => s === r.publication);
  if (state === undefined) return null;
  return (
    <StatusTag tone={publicationTone(state)}>
      {state === "published" && endless(r.publication_until) ? (
        t("untilAlways")
      ) : state === "published" && r.publication_until !== "" ? (
        <>
          {t("until")} <DateOnly date={r.publication_until} />
        </>
      ) : (
        t(state)
      )}
    </StatusTag>
  );
}

function Items({ record: r }: { record: CreditRecord }) {
  const t = useText(text);
  return (
    <details className="cx-rec-items">
      <summary>
        {t("items")}
        <span className="cx-hidden"> · {headline(r) || r.resource_name}</span>
      </summary>
      <dl>
        {r.fields.map((f) => (
          <div key={f.name}>
            <dt>{f.name_zh}</dt>
            <dd>
              <MaskedValue value={f.value} masked={f.masked} reason={f.mask_reason} unit={f.unit} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
