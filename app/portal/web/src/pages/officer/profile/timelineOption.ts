import type { EChartsCoreOption } from "echarts/core";
import type { Palette } from "../../../shell/tokens";
import type { Look, Mark, Timeline } from "./timeline";

/** Height of a row and of what stands below the picture, in pixels. */
const rowHeight = 18;
const below = 62;
const above = 24;
/** Left of the lanes, for the names of the classes. */
const left = 148;

export const heightOf = (t: Timeline): number => t.rows * rowHeight + above + below;

/** Words of the picture. */
export interface Words {
  lane: (index: number) => string;
  hint: (mark: Mark) => string;
  today: string;
  asOf: string;
}

interface Api {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}

interface Params {
  dataIndex: number;
  coordSys: { x: number; y: number; width: number; height: number };
}

/** timelineOption draws the lanes, the bars of validity and the marks. Looks differ by shape as well as by colour. */
export function timelineOption(t: Timeline, p: Palette, words: Words, window: [number, number], now: number, past: boolean): EChartsCoreOption {
  const middle = t.lanes.map((l) => l.from + l.rows / 2);
  return {
    grid: { left, right: 18, top: above, bottom: below },
    xAxis: {
      type: "time",
      min: t.start,
      max: t.end,
      position: "bottom",
      axisLine: { onZero: false, lineStyle: { color: p.line } },
      axisLabel: { color: p.muted, hideOverlap: true },
      splitLine: { show: true, lineStyle: { color: p.line, type: "dotted" } },
    },
    yAxis: {
      type: "value",
      min: 0,
      max: t.rows,
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: {
        color: p.text,
        fontSize: 12,
        lineHeight: 15,
        width: left - 16,
        overflow: "break",
        customValues: middle,
        formatter: (value: number) => words.lane(middle.indexOf(value)),
      },
    },
    tooltip: {
      trigger: "item",
      formatter: (e: { dataIndex: number }) => {
        const mark = t.marks[e.dataIndex];
        return mark === undefined ? "" : words.hint(mark);
      },
    },
    dataZoom: zoomOf(p, window),
    series: [
      { type: "custom", silent: true, z: 0, data: t.lanes.map((l) => [t.start, l.from]), tooltip: { show: false }, renderItem: laneOf(t, p) },
      {
        type: "custom",
        clip: true,
        encode: { x: [0, 1, 2], y: 3 },
        data: t.marks.map((m) => ({ name: m.key, value: [m.at, m.bar?.from ?? m.at, m.bar?.to ?? m.at, m.row + 0.5] })),
        renderItem: markOf(t, p),
        markLine: {
          silent: true,
          symbol: "none",
          lineStyle: { color: past ? p.danger : p.link, type: "solid", width: 1 },
          label: { color: past ? p.danger : p.link, formatter: past ? words.asOf : words.today, position: "start", distance: 6 },
          data: [{ xAxis: now }],
        },
      },
    ],
  };
}

/** zoomOf narrows the time by a slider, by dragging, and by the wheel with Ctrl, so that the page still scrolls. */
function zoomOf(p: Palette, [startValue, endValue]: [number, number]) {
  const window = { filterMode: "none", startValue, endValue };
  return [
    { ...window, type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseMove: true },
    { ...window, type: "slider", bottom: 8, height: 20, borderColor: p.line, textStyle: { color: p.muted }, showDataShadow: false, brushSelect: true },
  ];
}

/** laneOf shades every other lane. */
function laneOf(t: Timeline, p: Palette) {
  return (params: Params, api: Api) => {
    const lane = t.lanes[params.dataIndex];
    if (lane === undefined) return null;
    const [, top] = api.coord([t.start, lane.from]);
    const [, bottom] = api.coord([t.start, lane.from + lane.rows]);
    const { x, width } = params.coordSys;
    return {
      type: "group",
      children: [
        { type: "rect", shape: { x, y: top, width, height: bottom - top }, style: { fill: params.dataIndex % 2 === 0 ? p.raised : p.surface } },
        { type: "line", shape: { x1: x - left + 8, y1: top, x2: x + width, y2: top }, style: { stroke: p.line, lineWidth: params.dataIndex === 0 ? 0 : 1 } },
      ],
    };
  };
}

function markOf(t: Timeline, p: Palette) {
  const colour: Record<Look, string> = { danger: p.danger, warn: p.warn, good: p.ok, plain: p.link };
  const pale: Record<Look, string> = { danger: p.dangerTint, warn: p.warnTint, good: p.okTint, plain: p.tint };
  return (params: Params, api: Api) => {
    const m = t.marks[params.dataIndex];
    if (m === undefined) return null;
    const [x, y] = api.coord([m.at, m.row + 0.5]);
    const [from] = api.coord([m.bar?.from ?? m.at, m.row + 0.5]);
    const [to] = api.coord([m.bar?.to ?? m.at, m.row + 0.5]);
    const fill = colour[m.look];
    return {
      type: "group",
      children: [
        ...(m.bar === null ? [] : [barOf(from, to, y, fill, pale[m.look], m.inForce)]),
        { type: "path", shape: { pathData: shapes[m.look], x: -6, y: -6, width: 12, height: 12 }, x, y, style: { fill: m.inForce ? fill : p.surface, stroke: fill, lineWidth: 1.6 }, cursor: "pointer" },
      ],
    };
  };
}

/** barOf draws a validity: filled while it is in force, a dashed line when it has ended. Fills are opaque, so that two that overlap look like two. */
function barOf(from: number, to: number, y: number, colour: string, pale: string, inForce: boolean) {
  const width = Math.max(to - from, 1);
  return inForce
    ? { type: "rect", shape: { x: from, y: y - 4, width, height: 8, r: 4 }, style: { fill: pale, stroke: colour, lineWidth: 0.8 } }
    : { type: "line", shape: { x1: from, y1: y, x2: from + width, y2: y }, style: { stroke: colour, lineWidth: 1.2, lineDash: [3, 3], opacity: 0.7 } };
}

/** In a box of 12 by 12: a diamond, a triangle, a star, a circle. */
const shapes: Record<Look, string> = {
  danger: "M6 0 L12 6 L6 12 L0 6 Z",
  warn: "M6 0.5 L12 11.5 L0 11.5 Z",
  good: "M6 0 L7.8 4 L12 4.4 L8.8 7.2 L9.8 11.6 L6 9.2 L2.2 11.6 L3.2 7.2 L0 4.4 L4.2 4 Z",
  plain: "M6 1 A5 5 0 1 1 5.99 1 Z",
};

/** shapeOf draws the same sign in the legend. */
export const shapeOf = (look: Look): string => shapes[look];
