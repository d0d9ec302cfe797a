import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { AsyncView } from "../../../components/AsyncView";
import { Chart } from "../../../components/Chart";
import { EmptyState } from "../../../components/EmptyState";
import { Time } from "../../../components/Time";
import { formatNumber, formatPercent } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import type { Palette } from "../../../shell/tokens";
import { arrivalsOption, type Arrival } from "./arrivals";
import { text } from "./text";

type Holding = Schema<"history.v1.Holding">;

/** Quality shows how much of a resource there is, how late it came, and how fresh it is. */
export function Quality({ code }: { code: string }) {
  const t = useText(text);
  const query = useQuery({ queryKey: ["holdings", code], queryFn: ({ signal }) => fetchData(api.GET("/v1/holdings", { params: { query: { resource: code } }, signal })) });
  return (
    <AsyncView query={query} lines={6}>
      {(reply) => {
        const holding = reply.holdings.find((h) => h.resource === code);
        if (holding === undefined || Number(holding.records) === 0) return <EmptyState why={t("noHolding")} todo={t("noHoldingTodo")} />;
        return (
          <>
            <Figures holding={holding} />
            <Arrivals holding={holding} />
            <p className="cx-muted">
              {t("at")} <Time at={reply.at} />
            </p>
          </>
        );
      }}
    </AsyncView>
  );
}

function Figures({ holding: h }: { holding: Holding }) {
  const t = useText(text);
  const lang = useLang();
  const records = Number(h.records);
  return (
    <div className="ct-figures">
      <Figure value={formatNumber(h.records, lang)} name={t("records")} />
      <Figure value={formatNumber(h.subjects, lang)} name={t("subjects")} />
      <Figure value={records === 0 ? "" : formatPercent(Number(h.late) / records, lang)} name={t("lateShare")} />
      <Figure value={formatNumber(h.agencies, lang)} name={t("agencies")} />
      <Figure value={formatNumber(h.withdrawn, lang)} name={t("withdrawn")} />
      <div className="cx-figure">
        <b>
          <Time at={h.newest} relative />
        </b>
        <span>{t("newest")}</span>
      </div>
    </div>
  );
}

function Figure({ value, name }: { value: string; name: string }) {
  return (
    <div className="cx-figure">
      <b>{value}</b>
      <span>{name}</span>
    </div>
  );
}

function Arrivals({ holding: h }: { holding: Holding }) {
  const t = useText(text);
  const months: Arrival[] = useMemo(() => h.months.map((m) => ({ month: m.month.slice(0, 7), late: Number(m.late), onTime: Number(m.count) - Number(m.late) })), [h.months]);
  const onTime = t("onTime");
  const late = t("late");
  const option = useCallback((p: Palette) => arrivalsOption(months, { onTime, late }, p), [months, onTime, late]);
  const sum = (of: (m: Arrival) => number) => months.reduce((n, m) => n + of(m), 0);
  return (
    <section className="cx-card" aria-labelledby="arrivals">
      <h2 id="arrivals">{t("arrivals")}</h2>
      <Chart
        label={t("arrivalsLabel", { from: months[0]?.month ?? "", to: months[months.length - 1]?.month ?? "", n: sum((m) => m.onTime + m.late), late: sum((m) => m.late) })}
        option={option}
        table={{ head: [t("month"), onTime, late, t("total")], rows: months.map((m) => [m.month, m.onTime, m.late, m.onTime + m.late]) }}
        height={280}
      />
    </section>
  );
}
