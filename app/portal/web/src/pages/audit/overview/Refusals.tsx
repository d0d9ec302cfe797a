import { Link } from "react-router";
import { useText } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { searchOf, type Filter } from "../filter/filter";
import type { Summary } from "./heatmap";
import { Rank } from "./Rank";
import { text } from "./text";

/** Refusals list why requests were refused. */
export function Refusals({ summary, filter }: { summary: Summary; filter: Filter }) {
  const t = useText(text);
  const words = useWords();
  return (
    <section className="cx-card">
      <div className="au-card-head">
        <h2>{t("refusals")}</h2>
        {summary.refusals.length > 0 && <Link to={`/audit/events${searchOf({ ...filter, decision: "deny" })}`}>{t("deniedLog")}</Link>}
      </div>
      <Rank
        caption={t("refusals")}
        none={t("noRefusals")}
        rows={summary.refusals.map((r) => ({
          key: r.name,
          name: (
            <>
              {words.reason(r.name)} <code className="au-code">{r.name}</code>
            </>
          ),
          count: Number(r.count),
        }))}
      />
      {summary.refusals.length > 0 && <p className="au-help">{t("refusalsHelp")}</p>}
    </section>
  );
}
