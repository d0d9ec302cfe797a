import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useText } from "../lib/text";
import type { Palette } from "../shell/tokens";
import { fontFamily } from "../shell/tokens";
import { usePalette } from "../shell/theme";
import { Skeleton } from "./AsyncView";
import { FaultView } from "./FaultView";
import { text } from "./text";

interface Props {
  /** What the picture shows, in a sentence, for those who do not see it. */
  label: string;
  /** The option of ECharts; made of the palette where it needs colours of its own. Keep it stable (useCallback). */
  option: (palette: Palette) => EChartsCoreOption;
  /** The same data as a table: the heads, and the cells of each row. */
  table: { head: string[]; rows: (string | number)[][] };
  /** In pixels. */
  height?: number;
  /** A click on a mark, with its name and the index of its datum. What it does must be reachable otherwise, too. */
  onPick?: (name: string, index: number) => void;
}

/** Chart draws with ECharts, which is loaded when the first chart is shown. The same data can be read as a table. */
export function Chart({ label, option, table, height = 260, onPick }: Props) {
  const t = useText(text);
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="cx-chart">
      {asTable ? <DataTable caption={label} {...table} /> : <Picture label={label} option={option} height={height} onPick={onPick} />}
      <button
        type="button"
        className="cx-text-button"
        aria-pressed={asTable}
        onClick={() => {
          setAsTable(!asTable);
        }}
      >
        {asTable ? t("asChart") : t("asTable")}
        <span className="cx-hidden"> · {label}</span>
      </button>
    </figure>
  );
}

function Picture({ label, option, height, onPick }: { label: string; option: Props["option"]; height: number; onPick: Props["onPick"] }) {
  const palette = usePalette();
  const box = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let made: EChartsType | null = null;
    let gone = false;
    import("./echarts").then(
      ({ init }) => {
        if (gone || box.current === null) return;
        made = init(box.current, themeOf(palette), { renderer: "svg" });
        setChart(made);
      },
      (e: unknown) => {
        setError(e);
      },
    );
    return () => {
      gone = true;
      made?.dispose();
      setChart(null);
    };
    // ECharts applies a theme only when it begins, so that a switch draws anew.
  }, [palette]);
  useEffect(() => {
    // Until the next one begins, the chart of the theme before stands here, disposed of.
    if (chart === null || chart.isDisposed()) return;
    chart.setOption(dressed(option(palette)), { notMerge: true });
  }, [chart, option, palette]);
  useEffect(() => {
    if (chart === null || box.current === null) return;
    const watch = new ResizeObserver(() => {
      chart.resize();
    });
    watch.observe(box.current);
    return () => {
      watch.disconnect();
    };
  }, [chart]);
  useEffect(() => {
    if (chart === null || onPick === undefined) return;
    const pick = (e: { name: string; dataIndex: number }) => {
      onPick(e.name, e.dataIndex);
    };
    chart.on("click", pick as never);
    return () => {
      if (!chart.isDisposed()) chart.off("click", pick);
    };
  }, [chart, onPick]);
  if (error !== null) return <FaultView error={error} />;
  return (
    <div className="cx-chart-box" style={{ height }}>
      {chart === null && <Skeleton lines={3} />}
      <div ref={box} role="img" aria-label={label} style={{ height }} />
    </div>
  );
}

function DataTable({ caption, head, rows }: { caption: string; head: string[]; rows: (string | number)[][] }) {
  return (
    // A wide table scrolls within itself, by keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="cx-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>{row.map((cell, j): ReactNode => (j === 0 ? <th key={j} scope="row">{cell}</th> : <td key={j}>{cell}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** dressed adds to an option what holds for every chart. Hints are drawn as rich text, never as HTML of data. */
function dressed(option: EChartsCoreOption): EChartsCoreOption {
  const tooltip = { confine: true, ...(option["tooltip"] as object | undefined), renderMode: "richText" };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 250,
    ...option,
    ...(option["tooltip"] === undefined ? {} : { tooltip }),
  };
}

/** themeOf is the theme of ECharts in a palette. */
function themeOf(p: Palette): object {
  const axis = {
    axisLine: { lineStyle: { color: p.muted } },
    axisTick: { lineStyle: { color: p.line } },
    axisLabel: { color: p.muted },
    splitLine: { lineStyle: { color: p.line } },
    nameTextStyle: { color: p.muted },
  };
  return {
    color: p.series,
    textStyle: { fontFamily, color: p.text },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
    legend: { textStyle: { color: p.text } },
    tooltip: { backgroundColor: p.surface, borderColor: p.line, textStyle: { color: p.text, fontFamily } },
    visualMap: { textStyle: { color: p.muted } },
    calendar: { itemStyle: { color: p.surface, borderColor: p.line }, splitLine: { lineStyle: { color: p.muted } }, dayLabel: { color: p.muted }, monthLabel: { color: p.muted } },
    line: { symbol: "circle", symbolSize: 6 },
    pie: { label: { color: p.text } },
  };
}
