import type { EChartsCoreOption } from "echarts/core";
import { useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import { Chart } from "../../../components/Chart";
import { useText } from "../../../lib/text";
import type { Palette } from "../../../shell/tokens";
import { searchOf, type Filter } from "../filter/filter";
import { filled, type Day, type Summary } from "./heatmap";
import { text } from "./text";

/** Days shows the events of each day, allowed and refused; a day leads to its log. */
export function Days({ summary, filter }: { summary: Summary; filter: Filter }) {
  const t = useText(text);
  const navigate = useNavigate();
  const days = useMemo(() => filled(summary.days), [summary]);
  const option = useCallback((palette: Palette) => daysOption(days, palette, [t("allowed"), t("refused")]), [days, t]);
  const table = useMemo(() => ({ head: [t("day"), t("count"), t("refused")], rows: summary.days.map((d) => [d.day, Number(d.count), Number(d.denied)]) }), [summary, t]);
  return (
    <section className="cx-card">
      <h2>{t("days")}</h2>
      <Chart
        label={t("daysLabel")}
        option={option}
        table={table}
        height={250}
        onPick={(day) => void navigate(`/audit/events${searchOf({ ...filter, period: "custom", from: day, to: day })}`)}
      />
      <p className="au-help">{t("daysHelp")}</p>
    </section>
  );
}

function daysOption(days: Day[], palette: Palette, names: [string, string]): EChartsCoreOption {
  const bar = { type: "bar", stack: "events", barMaxWidth: 26, cursor: "pointer" };
  return {
    grid: { left: 8, right: 12, top: 34, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, data: names },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: days.map((d) => d.day), axisLabel: { formatter: (day: string) => day.slice(5) }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1 },
    series: [
      { ...bar, name: names[0], data: days.map((d) => Number(d.count) - Number(d.denied)), itemStyle: { color: palette.series[0] } },
      // Told apart by more than the colour.
      { ...bar, name: names[1], data: days.map((d) => Number(d.denied)), itemStyle: { color: palette.series[3], decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 3], rotation: 0.8, color: palette.surface } } },
    ],
  };
}
