import { useCallback, useMemo, useState } from "react";
import { Chart } from "../../../components/Chart";
import { formatDate } from "../../../lib/format";
import { useLang, usePick, useText } from "../../../lib/text";
import type { Palette } from "../../../shell/tokens";
import { headlineOf } from "./headline";
import { dayOf, forceOf, type Profile } from "./records";
import { text } from "./text";
import { dayMs, timelineOf, type Look, type Mark } from "./timeline";
import { heightOf, shapeOf, timelineOption } from "./timelineOption";

interface Props {
  profile: Profile;
  /** The day that is looked at. */
  today: string;
  past: boolean;
  onPick: (key: string) => void;
}

const year = 365 * 86_400_000;
const spans = { span1: 1, span3: 3, span5: 5, spanAll: 0 } as const;
type Span = keyof typeof spans | "";

/** TimelineCard is the picture of all events, with its legend, spans to choose, and the same as a table. */
export function TimelineCard({ profile, today, past, onPick }: Props) {
  const t = useText(text);
  const lang = useLang();
  const pick = usePick();
  const timeline = useMemo(() => timelineOf(profile.groups, today), [profile, today]);
  const [span, setSpan] = useState<Span>("");
  const option = useCallback(
    (palette: Palette) => {
      if (timeline === null) return {};
      const now = dayMs(today);
      const from = span === "" ? timeline.from : spans[span] === 0 ? timeline.start : now - spans[span] * year;
      const end = span === "span1" ? now + year / 6 : timeline.end;
      const validity = (m: Mark) => (m.bar === null ? "" : `${t("validity")} ${formatDate(m.record.valid_from || dayOf(m.record), lang)} – ${m.record.valid_to === "" ? t("noEnd") : formatDate(m.record.valid_to, lang)}`);
      return timelineOption(
        timeline,
        palette,
        {
          lane: (i) => pick({ zh: timeline.lanes[i]?.name_zh ?? "", en: timeline.lanes[i]?.name_en ?? "" }),
          hint: (m) => [`${formatDate(dayOf(m.record), lang)}  ${m.record.resource_name}`, clipped(headlineOf(m.record)), m.record.agency_name, validity(m), t(forceOf(m.record, today))].filter(Boolean).join("\n"),
          today: t("today"),
          asOf: t("asOfLine"),
        },
        [Math.max(from, timeline.start), end],
        now,
        past,
      );
    },
    [timeline, today, span, past, t, lang, pick],
  );
  const table = useMemo(
    () => ({
      head: [t("date"), t("what"), t("document"), t("agency"), t("validity"), t("state")],
      rows: [...(timeline?.marks ?? [])].sort((a, b) => b.at - a.at).map((m) => rowOf(m, t("noEnd"), t(forceOf(m.record, today)))),
    }),
    [timeline, today, t],
  );
  if (timeline === null) return null;
  return (
    <section className="cx-card of-timeline" aria-labelledby="of-timeline">
      <div className="of-card-head">
        <h2 id="of-timeline">{t("timeline")}</h2>
        <Legend />
        <fieldset className="of-spans">
          <legend className="cx-hidden">{t("timelineSpan")}</legend>
          {(Object.keys(spans) as (keyof typeof spans)[]).map((s) => (
            <button key={s} type="button" className="cx-button" aria-pressed={span === s} onClick={() => setSpan(span === s ? "" : s)}>
              {t(s)}
            </button>
          ))}
        </fieldset>
      </div>
      <Chart label={t("timelineLabel", { name: profile.subject.name })} option={option} table={table} height={heightOf(timeline)} onPick={onPick} />
      <p className="cx-muted of-small">{t("timelineHint")}</p>
    </section>
  );
}

function Legend() {
  const t = useText(text);
  const entries: [Look, "legendDanger" | "legendWarn" | "legendGood" | "legendPlain"][] = [
    ["danger", "legendDanger"],
    ["warn", "legendWarn"],
    ["good", "legendGood"],
    ["plain", "legendPlain"],
  ];
  return (
    <ul className="of-legend">
      {entries.map(([look, key]) => (
        <li key={look} className={`of-look-${look}`}>
          <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
            <path d={shapeOf(look)} fill="currentColor" />
          </svg>
          <span>{t(key)}</span>
        </li>
      ))}
    </ul>
  );
}

function rowOf(m: Mark, noEnd: string, state: string): string[] {
  const r = m.record;
  const validity = m.bar === null ? "" : `${r.valid_from || dayOf(r)} – ${r.valid_to || noEnd}`;
  return [dayOf(r), [r.resource_name, headlineOf(r)].filter(Boolean).join(" · "), r.document_no, r.agency_name, validity, state];
}

const clipped = (s: string): string => (Array.from(s).length > 30 ? `${Array.from(s).slice(0, 30).join("")}…` : s);
