import { useCallback } from "react";
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
  const { months, series } = byMonth(s.months);
  const named = series.map((x) => ({ name: classOf(x.class), counts: x.counts }));
  const head = [t("month"), ...named.map((x) => x.name)];
  const rows = months.map((m, i) => [m, ...named.map((x) => x.counts[i] ?? 0)]);
  const total = series.reduce((n, x) => n + x.counts.reduce((a, b) => a + b, 0), 0);
  // The chart is drawn anew when the figures or their names change.
  const key = JSON.stringify([months, named]);
  const option = useCallback(
    (p: Palette) => {
      const [m, n] = JSON.parse(key) as [string[], { name: string; counts: number[] }[]];
      return monthOption(m, n, p);
    },
    [key],
  );
  return (
    <Panel title={t("months")} hint={t("monthsHint")} file="months" head={head} rows={rows}>
      {months.length === 0 ? (
        <EmptyState why={t("noMonths")} todo={t("noMonthsTodo")} />
      ) : (
        <Chart label={t("monthsLabel", { from: months[0] ?? "", to: months[months.length - 1] ?? "", n: total })} option={option} table={{ head, rows }} height={320} />
      )}
    </Panel>
  );
}

function Divisions({ statistics: s }: { statistics: Statistics }) {
  const t = useText(text);
  const head = [t("division"), t("organisations"), t("records")];
  const sorted = [...s.divisions].sort((a, b) => Number(b.organisations) - Number(a.organisations));
  const rows = sorted.map((d) => [d.name || d.division, Number(d.organisations), Number(d.records)]);
  const key = JSON.stringify(rows.map((r) => [r[0], r[1]]));
  const name = t("organisations");
  const option = useCallback(() => divisionOption(JSON.parse(key) as [string, number][], name), [key, name]);
  return (
    <Panel title={t("divisions")} hint={t("divisionsHint")} file="divisions" head={head} rows={rows}>
      {rows.length === 0 ? (
        <EmptyState why={t("noDivisions")} todo={t("noDivisionsTodo")} />
      ) : (
        <Chart label={t("divisionsLabel", { n: rows.length })} option={option} table={{ head, rows }} height={320} />
      )}
    </Panel>
  );
}
