import { useEffect, useRef, useState } from "react";
import { formatDate } from "../../lib/format";
import { usePick, useLang, useText } from "../../lib/text";
import { headline, type Group } from "./records";
import { text } from "./text";
import { layOut, type Lane, type Mark, type Strip } from "./timeline";
import "./credit.css";

const rowHeight = 18;
const nameHeight = 20;
const axis = 24;

/** Timeline draws records by class and day, with the time each is public. What it shows is also in the list of the records. */
export function Timeline({ groups, today }: { groups: readonly Group[]; today: string }) {
  const t = useText(text);
  const [box, width] = useWidth();
  const strip = layOut(groups, today, width);
  return (
    <div ref={box} className="cx-line">
      {strip !== null && width > 0 && <Picture strip={strip} width={width} label={t("timeline", { n: strip.count, from: strip.from, to: strip.to })} />}
      <ul className="cx-line-key" aria-hidden="true">
        {(["bad", "good", "plain"] as const).map((l) => (
          <li key={l}>
            <svg width="14" height="14" viewBox="-7 -7 14 14">
              <Sign leaning={l} />
            </svg>
            {t(l === "bad" ? "markBad" : l === "good" ? "markGood" : "markPlain")}
          </li>
        ))}
        <li>
          <i className="cx-line-swatch" />
          {t("bar")}
        </li>
      </ul>
    </div>
  );
}

function Picture({ strip, width, label }: { strip: Strip; width: number; label: string }) {
  const t = useText(text);
  const tops: number[] = [];
  let height = 6;
  for (const lane of strip.lanes) {
    tops.push(height);
    height += nameHeight + lane.rows * rowHeight + 8;
  }
  return (
    <svg role="img" aria-label={label} width={width} height={height + axis} viewBox={`0 0 ${width} ${height + axis}`}>
      {strip.ticks.map((k) => (
        <g key={k.label}>
          <line x1={k.x} x2={k.x} y1="0" y2={height} className="cx-line-grid" />
          <text x={k.x} y={height + 16} textAnchor="middle" className="cx-line-year">
            {k.label}
          </text>
        </g>
      ))}
      <line x1={strip.today} x2={strip.today} y1="0" y2={height} className="cx-line-today" />
      <text x={Math.min(strip.today + 4, width - 34)} y="12" className="cx-line-now">
        {t("today")}
      </text>
      {strip.lanes.map((lane, i) => (
        <LaneView key={lane.group.class} lane={lane} top={tops[i] ?? 0} width={width} />
      ))}
    </svg>
  );
}

function LaneView({ lane, top, width }: { lane: Lane; top: number; width: number }) {
  const pick = usePick();
  return (
    <g transform={`translate(0 ${top})`}>
      <text x="2" y="14" className="cx-line-name">
        {pick({ zh: lane.group.name_zh, en: lane.group.name_en })} · {lane.marks.length}
      </text>
      {lane.marks.map((m, i) => (
        <MarkView key={`${m.record.record_id} ${i}`} mark={m} />
      ))}
      <line x1="0" x2={width} y1={nameHeight + lane.rows * rowHeight + 3} y2={nameHeight + lane.rows * rowHeight + 3} className="cx-line-base" />
    </g>
  );
}

function MarkView({ mark }: { mark: Mark }) {
  const lang = useLang();
  const t = useText(text);
  const y = nameHeight + mark.row * rowHeight + rowHeight / 2;
  const r = mark.record;
  return (
    <g>
      {mark.bar !== null && <rect x={mark.bar.from} width={Math.max(mark.bar.to - mark.bar.from, 2)} y={y - 4} height="8" rx="2" className={`cx-line-bar cx-line-bar-${mark.leaning}`} />}
      <g transform={`translate(${mark.x} ${y})`}>
        <title>{`${mark.earlier ? `${t("earlier")} · ` : ""}${formatDate(r.occurred_on, lang)} ${r.resource_name} ${headline(r)}`}</title>
        <Sign leaning={mark.leaning} />
      </g>
    </g>
  );
}

/** Sign differs by shape as well as by colour. */
function Sign({ leaning }: { leaning: Mark["leaning"] }) {
  if (leaning === "bad") return <path d="M0-6 6 0 0 6-6 0Z" className="cx-line-bad" />;
  if (leaning === "good") return <path d="M0-6.5 1.7-2h4.6L2.6 1 4 5.7 0 3l-4 2.7L-2.6 1l-3.7-3h4.6Z" className="cx-line-good" />;
  return <circle r="4.5" className="cx-line-plain" />;
}

/** useWidth follows the width of a box. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const at = box.current;
    if (at === null) return;
    const watch = new ResizeObserver(() => {
      setWidth(at.clientWidth);
    });
    watch.observe(at);
    return () => {
      watch.disconnect();
    };
  }, []);
  return [box, width];
}
