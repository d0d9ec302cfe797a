import { useCallback, useMemo } from "react";
import { AsyncView } from "../../../components/AsyncView";
import { Chart } from "../../../components/Chart";
import { EmptyState } from "../../../components/EmptyState";
import { Page } from "../../../components/Page";
import { Time } from "../../../components/Time";
import { useCreditClass } from "../../../lib/creditClass";
import { useText } from "../../../lib/text";
import type { Palette } from "../../../shell/tokens";
import { byMonth } from "../figures";
import { useStatistics, type Statistics } from "../useStatistics";
import { divisionOption, monthOption } from "./options";
import { Panel } from "./Panel";
import { Resources } from "./Resources";
import { text } from "./text";
import "../public.css";

/** Statistics shows the figures of the city as charts and tables, to be downloaded. */
export function Component() {
  const t = useText(text);
  const query = useStatistics();
  return (
    <Page title={t("title")} intro={t("intro")}>
      <AsyncView query={query} lines={10}>
        {(s) => (
          <>
            <div className="pb-stat-grid">
              <Months statistics={s} />
              <Divisions statistics={s} />
            </div>
            <Resources statistics={s} />
            <p className="cx-muted">
              {t("at")} <Time at={s.at} />
            </p>
          </>
        )}
      </AsyncView>
    </Page>
  );
}

function Months({ statistics: s }: { statistics: Statistics }) {
  const t = useText(text);
  const classOf = useCreditClass();
  const { months, named } = useMemo(() => {
    const laid = byMonth(s.months);
    // The rest comes last, so that the classes keep the colours of the palette.
    return {
      months: laid.months,
      named: [...laid.series.filter((x) => x.class !== "none"), ...laid.series.filter((x) => x.class === "none")].map((x) => ({
        name: classOf(x.class),
        counts: x.counts,
        other: x.class === "none",
      })),
    };
  }, [s.months, classOf]);
  const option = useCallback((p: Palette) => monthOption(months, named, p), [months, named]);
  const head = [t("month"), ...named.map((x) => x.name)];
  const rows = months.map((m, i) => [m, ...named.map((x) => x.counts[i] ?? 0)]);
  const total = named.reduce((n, x) => n + x.counts.reduce((a, b) => a + b, 0), 0);
  return (
    <Panel title={t("months")} hint={t("monthsHint")} file="months" head={head} rows={rows}>
      {months.length === 0 ? (
        <EmptyState why={t("noMonths")} todo={t("noMonthsTodo")} />
      ) : (
        <Chart label={t("monthsLabel", { from: months[0] ?? "", to: months[months.length - 1] ?? "", n: total })} option={option} table={{ head, rows }} height={350} />
      )}
    </Panel>
  );
}

function Divisions({ statistics: s }: { statistics: Statistics }) {
  const t = useText(text);
  const sorted = useMemo(() => [...s.divisions].sort((a, b) => Number(b.organisations) - Number(a.organisations)), [s.divisions]);
  const name = t("organisations");
  const option = useCallback(() => divisionOption(sorted.map((d) => [d.name || d.division, Number(d.organisations)]), name), [sorted, name]);
  const head = [t("division"), name, t("records")];
  const rows = sorted.map((d) => [d.name || d.division, Number(d.organisations), Number(d.records)]);
  return (
    <Panel title={t("divisions")} hint={t("divisionsHint")} file="divisions" head={head} rows={rows}>
      {rows.length === 0 ? (
        <EmptyState why={t("noDivisions")} todo={t("noDivisionsTodo")} />
      ) : (
        <Chart label={t("divisionsLabel", { n: rows.length })} option={option} table={{ head, rows }} height={350} />
      )}
    </Panel>
  );
}
