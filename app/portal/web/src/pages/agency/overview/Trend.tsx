import type { EChartsCoreOption } from "echarts/core";
import { useCallback, useMemo } from "react";
import { Chart } from "../../../components/Chart";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import type { Palette } from "../../../shell/tokens";
import { text } from "./text";
import type { MonthScore } from "./useScores";

/** Trend draws the scores of the last months; months without a delivery leave a gap. */
export function Trend({ months }: { months: readonly MonthScore[] }) {
  const t = useText(text);
  const lang = useLang();
  const inOrder = useMemo(() => [...months].reverse(), [months]);
  const option = useCallback(
    (p: Palette): EChartsCoreOption => ({
      grid: { left: 34, right: 12, top: 14, bottom: 24 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: inOrder.map((m) => m.month), axisLabel: { formatter: (m: string) => `${Number(m.slice(5))}${lang === "zh" ? "月" : ""}` } },
      yAxis: { type: "value", min: 0, max: 100, interval: 25 },
      series: [
        {
          name: t("score"),
          type: "line",
          data: inOrder.map((m) => (m.empty ? null : m.score)),
          areaStyle: { opacity: 0.08 },
          lineStyle: { width: 2 },
          itemStyle: { color: p.series[0] },
        },
      ],
    }),
    [inOrder, lang, t],
  );
  const table = {
    head: [t("month"), t("score"), t("received"), t("accepted"), t("refused")],
    rows: inOrder.map((m) => [m.month, m.empty ? t("none") : formatNumber(m.score, lang, 1), formatNumber(m.total, lang), formatNumber(m.accepted, lang), formatNumber(m.refused, lang)]),
  };
  return (
    <section className="cx-card">
      <h2>{t("trendTitle")}</h2>
      <Chart label={t("trendLabel", { from: inOrder[0]?.month ?? "", to: inOrder.at(-1)?.month ?? "" })} option={option} table={table} height={218} />
    </section>
  );
}
