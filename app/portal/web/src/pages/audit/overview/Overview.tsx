import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { Page } from "../../../components/Page";
import { formatNumber, formatPercent } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import "../audit.css";
import { Days } from "./Days";
import { FilterBar } from "../filter/FilterBar";
import { searchOf, type Filter } from "../filter/filter";
import { HeatMap } from "./HeatMap";
import type { Summary } from "./heatmap";
import { Rankings } from "./Rankings";
import { Refusals } from "./Refusals";
import { TopActors } from "./TopActors";
import { text as areaText } from "../text";
import { text } from "./text";
import { useFilter } from "../filter/useFilter";

/** Overview counts what the ledger holds of a period and conditions. */
export function Component() {
  const t = useText(areaText);
  const { filter, query, change } = useFilter();
  const summary = useQuery({
    queryKey: ["audit", "summary", query],
    queryFn: ({ signal }) => fetchData(api.GET("/v1/audit/summary", { params: { query }, signal })),
    placeholderData: (before) => before,
  });
  return (
    <Page
      title={t("title")}
      intro={t("intro")}
      extra={
        <Link className="cx-button" to={`/audit/events${searchOf(filter)}`}>
          {t("openLog")}
        </Link>
      }
    >
      <FilterBar filter={filter} onChange={change} />
      <div aria-live="polite" className={summary.isPlaceholderData ? "au-stale" : undefined} aria-busy={summary.isPlaceholderData}>
        <AsyncView query={summary} lines={12} empty={(s) => (s.total === "0" ? <Nothing ledger={s.tree_size} /> : null)}>
          {(s) => <Figures summary={s} filter={filter} />}
        </AsyncView>
      </div>
    </Page>
  );
}

function Nothing({ ledger }: { ledger: string }) {
  const t = useText(areaText);
  return ledger === "0" ? <EmptyState why={t("emptyLedger")} todo={t("emptyLedgerTodo")} /> : <EmptyState why={t("empty")} todo={t("emptyTodo")} />;
}

function Figures({ summary, filter }: { summary: Summary; filter: Filter }) {
  return (
    <>
      <Totals summary={summary} />
      <div className="au-columns au-columns-wide">
        <div className="au-stack">
          <HeatMap summary={summary} filter={filter} />
          <Days summary={summary} filter={filter} />
          <TopActors summary={summary} filter={filter} />
        </div>
        <div className="au-stack">
          <Refusals summary={summary} filter={filter} />
          <Rankings summary={summary} filter={filter} which={["purposes", "kinds", "agencies"]} />
        </div>
      </div>
    </>
  );
}

function Totals({ summary }: { summary: Summary }) {
  const t = useText(text);
  const lang = useLang();
  const share = Number(summary.denied) / Math.max(1, Number(summary.total));
  const figures = [
    ["total", summary.total, ""],
    ["denied", summary.denied, t("share", { share: formatPercent(share, lang) })],
    ["actors", summary.actors, ""],
    ["subjects", summary.subjects, ""],
    ["size", summary.tree_size, ""],
  ] as const;
  return (
    <dl className="au-totals" aria-label={t("totals")}>
      {figures.map(([name, value, note]) => (
        <div key={name} className="cx-figure">
          <dt>{t(name)}</dt>
          <dd>
            <b>{formatNumber(value, lang)}</b>
            {note !== "" && <span>{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
