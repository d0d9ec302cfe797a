import { Segmented } from "antd";
import type { EChartsCoreOption } from "echarts/core";
import { useCallback, useMemo, useState } from "react";
import { Chart } from "../../../components/Chart";
import { useText } from "../../../lib/text";
import { oneOf, useUrlState } from "../../../lib/urlState";
import type { Palette } from "../../../shell/tokens";
import type { Filter } from "../filter/filter";
import { HourPicker } from "./HourPicker";
import { gridOf, hours, weekdays, type Measure, type Summary } from "./heatmap";
import { text } from "./text";
import { useWeekday } from "./useWeekday";

const shape = { measure: oneOf(["count", "denied"], "count") };

/** HeatMap shows at which hours of which weekdays events fell, and leads from an hour to its log. */
export function HeatMap({ summary, filter }: { summary: Summary; filter: Filter }) {
  const t = useText(text);
  const weekday = useWeekday();
  const [{ measure }, set] = useUrlState<{ measure: Measure }>(shape);
  const [picked, setPicked] = useState<{ weekday: number; hour: number } | null>(null);
  const grid = useMemo(() => gridOf(summary.hours, measure), [summary, measure]);
  const option = useCallback((palette: Palette) => heatOption(grid, measure, palette, weekday, (w, hour, count) => t("heatTip", { weekday: weekday(w), hour, count })), [grid, measure, weekday, t]);
  const table = useMemo(
    () => ({ head: ["", ...hours.map(String)], rows: grid.map((row, i) => [weekday(i + 1), ...row]) }),
    [grid, weekday],
  );
  return (
    <section className="cx-card">
      <div className="au-card-head">
        <h2>{t("heat")}</h2>
        <Segmented<Measure>
          size="small"
          aria-label={t("measure")}
          value={measure}
          options={[
            { value: "count", label: t("byCount") },
            { value: "denied", label: t("byDenied") },
          ]}
          onChange={(next) => set({ measure: next })}
        />
      </div>
      <Chart
        label={t("heatLabel")}
        option={option}
        table={table}
        height={232}
        onPick={(_, index) => {
          setPicked({ weekday: Math.floor(index / 24) + 1, hour: index % 24 });
        }}
      />
      <HourPicker summary={summary} filter={filter} picked={picked} onPick={setPicked} />
      <p className="au-help">{t("heatHelp")}</p>
    </section>
  );
}

type Tip = (weekday: number, hour: number, count: number) => string;

function heatOption(grid: number[][], measure: Measure, palette: Palette, weekday: (n: number) => string, tip: Tip): EChartsCoreOption {
  const data = grid.flatMap((row, y) => row.map((n, x) => [x, y, n]));
  const most = Math.max(1, ...grid.flat());
  return {
    grid: { left: 44, right: 10, top: 4, bottom: 58 },
    xAxis: { type: "category", data: hours.map(String), splitArea: { show: false }, axisTick: { show: false }, axisLine: { show: false } },
    yAxis: { type: "category", data: weekdays.map(weekday), inverse: true, axisTick: { show: false }, axisLine: { show: false } },
    visualMap: {
      min: 0,
      max: most,
      calculable: false,
      orient: "horizontal",
      left: 40,
      bottom: 0,
      itemWidth: 10,
      itemHeight: 120,
      text: [String(most), "0"],
      inRange: { color: [palette.neutralTint, measure === "count" ? palette.primary : palette.danger] },
    },
    tooltip: {
      formatter: ({ value: [hour, day, n] }: { value: [number, number, number] }) => tip(day + 1, hour, n),
    },
    series: [{ type: "heatmap", data, itemStyle: { borderColor: palette.surface, borderWidth: 2, borderRadius: 3 }, emphasis: { itemStyle: { borderColor: palette.text } } }],
  };
}
