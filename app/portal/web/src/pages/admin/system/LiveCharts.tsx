import type { EChartsCoreOption } from "echarts/core";
import dayjs from "dayjs";
import { useCallback, useMemo } from "react";
import { Chart } from "../../../components/Chart";
import { useText } from "../../../lib/text";
import type { Palette } from "../../../shell/tokens";
import { reach, type Sample } from "./samples";
import { text } from "./text";

interface Series {
  name: string;
  of: (s: Sample) => number;
  /** Place in the palette's series. */
  colour: number;
}

/** LiveCharts draw what flowed and what waited over the last minutes. */
export function LiveCharts({ samples }: { samples: readonly Sample[] }) {
  const t = useText(text);
  const [stored, calls, lag] = useMemo(
    (): Series[][] => [
      [{ name: t("throughput"), of: (s) => s.stored, colour: 0 }],
      [
        { name: t("all"), of: (s) => s.calls, colour: 2 },
        { name: t("failures"), of: (s) => s.failures, colour: 3 },
      ],
      [{ name: t("lagChart"), of: (s) => s.lag, colour: 1 }],
    ],
    [t],
  );
  return (
    <section className="cx-card" aria-labelledby="charts">
      <h2 id="charts">{t("charts")}</h2>
      {samples.length < 2 ? (
        <p className="cx-muted ad-collecting">{t("collecting")}</p>
      ) : (
        <div className="ad-charts">
          {stored !== undefined && <Line title={t("throughput")} label={t("throughputLabel")} series={stored} samples={samples} />}
          {calls !== undefined && <Line title={t("calls")} label={t("callsLabel")} series={calls} samples={samples} />}
          {lag !== undefined && <Line title={t("lagChart")} label={t("lagLabel")} series={lag} samples={samples} />}
        </div>
      )}
    </section>
  );
}

function Line({ title, label, series, samples }: { title: string; label: string; series: Series[]; samples: readonly Sample[] }) {
  const t = useText(text);
  const option = useCallback((palette: Palette) => lineOption(series, samples, palette), [series, samples]);
  const table = {
    head: [t("time"), ...series.map((s) => s.name)],
    rows: samples.map((s) => [dayjs(s.at).format("HH:mm:ss"), ...series.map((x) => Math.round(x.of(s) * 10) / 10)]),
  };
  return (
    <div>
      <h3>{title}</h3>
      <Chart label={label} option={option} table={table} height={150} />
    </div>
  );
}

function lineOption(series: Series[], samples: readonly Sample[], palette: Palette): EChartsCoreOption {
  const end = samples.at(-1)?.at ?? 0;
  return {
    // A picture that is redrawn every two seconds must not move beside.
    animation: false,
    grid: { left: 8, right: 12, top: series.length > 1 ? 28 : 12, bottom: 4, containLabel: true },
    ...(series.length > 1 ? { legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8 } } : {}),
    tooltip: { trigger: "axis", valueFormatter: (n: number) => String(Math.round(n * 10) / 10) },
    xAxis: { type: "time", min: end - reach, max: end, axisLabel: { formatter: "{HH}:{mm}", hideOverlap: true }, splitLine: { show: false } },
    yAxis: { type: "value", min: 0, minInterval: 1, splitNumber: 3 },
    series: series.map((s, i) => ({
      type: "line",
      name: s.name,
      showSymbol: false,
      data: samples.map((x) => [x.at, s.of(x)]),
      // The second is told apart by more than its colour.
      lineStyle: { width: 2, color: palette.series[s.colour], type: i === 0 ? "solid" : "dashed" },
      itemStyle: { color: palette.series[s.colour] },
      areaStyle: i === 0 ? { opacity: 0.12, color: palette.series[s.colour] } : undefined,
    })),
  };
}
