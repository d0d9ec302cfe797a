import type { EChartsCoreOption } from "echarts/core";
import type { Palette } from "../../../shell/tokens";

/** Layer is a class of the months; `other` is the rest, which takes a quiet colour so that the others keep colours of their own. */
export interface Layer {
  name: string;
  counts: number[];
  other: boolean;
}

/** monthOption stacks the classes of each month. */
export function monthOption(months: string[], series: Layer[], p: Palette): EChartsCoreOption {
  return {
    grid: { left: 8, right: 12, top: 12, bottom: 92, containLabel: true },
    legend: { bottom: 0, left: 0, itemWidth: 12, itemHeight: 12, itemGap: 12 },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: months, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1 },
    series: series.map((s, i) => ({ name: s.name, type: "bar", stack: "all", data: s.counts, barMaxWidth: 26, itemStyle: { color: s.other ? p.line : p.series[i % p.series.length] } })),
  };
}

/** divisionOption draws a bar for each division, the longest on top. */
export function divisionOption(rows: [string, number][], name: string): EChartsCoreOption {
  return {
    grid: { left: 4, right: 40, top: 4, bottom: 4, containLabel: true },
    tooltip: { trigger: "item" },
    xAxis: { type: "value", minInterval: 1, splitNumber: 3 },
    yAxis: { type: "category", inverse: true, data: rows.map((r) => r[0]), axisTick: { show: false }, axisLine: { show: false } },
    series: [{ name, type: "bar", data: rows.map((r) => r[1]), barMaxWidth: 16, label: { show: true, position: "right", color: "inherit" } }],
  };
}
