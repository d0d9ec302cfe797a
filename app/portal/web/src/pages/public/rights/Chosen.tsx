import { DateOnly } from "../../../components/Time";
import { useStore } from "../../../lib/store";
import { useText } from "../../../lib/text";
import { about } from "./about";
import { earliestRepair } from "./earliest";
import { inForceSince } from "./facts";
import { text } from "./text";

/** Chosen shows the record one came from, who decides about it, and when repair may be asked for. */
export function Chosen() {
  const t = useText(text);
  const chosen = useStore(about);
  if (chosen === null) return null;
  const days = earliestRepair(chosen.occurred_on, chosen.severity);
  const severity = chosen.severity === "general" || chosen.severity === "serious" ? chosen.severity : null;
  return (
    <section className="cx-card pb-chosen" aria-labelledby="chosen">
      <div className="pb-stat-head">
        <h2 id="chosen">{t("aboutTitle")}</h2>
        <button
          type="button"
          className="cx-text-button"
          onClick={() => {
            about.set(null);
          }}
        >
          {t("aboutClear")}
        </button>
      </div>
      <p>
        <strong>{chosen.headline || chosen.resource_name}</strong>
      </p>
      <dl className="pb-id">
        <div>
          <dt>{t("aboutDecides")}</dt>
          <dd>{chosen.agency_name}</dd>
        </div>
        {chosen.document_no !== "" && (
          <div>
            <dt>{t("aboutDocument")}</dt>
            <dd>{chosen.document_no}</dd>
          </div>
        )}
        <div>
          <dt>{t("aboutDate")}</dt>
          <dd>
            <DateOnly date={chosen.occurred_on} />
          </dd>
        </div>
      </dl>
      <p className="cx-note">
        {days === null
          ? t("aboutFormer", { since: inForceSince })
          : severity === null
            ? t("aboutMinor", { last: days.last })
            : t("aboutFirst", { severity: t(severity), first: days.first, last: days.last })}{" "}
        {t("aboutNoFlow")}
      </p>
    </section>
  );
}
