import type { EChartsCoreOption } from "echarts/core";
import type { Palette } from "../../../shell/tokens";

/** Arrival counts what came in within a month. */
export interface Arrival {
  month: string;
  onTime: number;
  late: number;
}

/** arrivalsOption stacks what came in time and what came late, by month. */
export function arrivalsOption(months: Arrival[], names: { onTime: string; late: string }, p: Palette): EChartsCoreOption {
  return {
    grid: { left: 8, right: 12, top: 12, bottom: 36, containLabel: true },
    legend: { bottom: 0, itemWidth: 12, itemHeight: 12 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: months.map((m) => m.month), axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1 },
    series: [
      { name: names.onTime, type: "bar", stack: "all", data: months.map((m) => m.onTime), barMaxWidth: 34, itemStyle: { color: p.series[0] } },
      { name: names.late, type: "bar", stack: "all", data: months.map((m) => m.late), barMaxWidth: 34, itemStyle: { color: p.series[1] } },
    ],
  };
}
