import { Slider } from "antd";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useText } from "../../../lib/text";
import { isDay, positionOf, stepsOf, type Step } from "./asOf";
import { chinaTime } from "./chinaTime";
import { allRecords, chinaDay, type Profile } from "./records";
import { text } from "./text";

interface View {
  as_of: string;
  valid_on: string;
  versions: boolean;
}

/** After which rest of the hand a chosen time is asked for, in milliseconds: each look at a past state is evidence. */
const rest = 500;

/** AsOfPanel chooses the time that is looked at: the arrivals as a slider, or a day; and what of it is listed. */
export function AsOfPanel({ present, view, onView }: { present: Profile; view: View; onView: (change: Partial<View>) => void }) {
  const t = useText(text);
  const id = useId();
  const steps = useMemo(() => stepsOf(allRecords(present)), [present]);
  const today = chinaDay(present.answered_at);
  const [choose, chosen] = useRest(view.as_of, (as_of) => onView({ as_of }));
  const position = chosen === "" ? steps.length : Math.max(positionOf(steps, chosen), 0);
  const label = (at: number) => stepLabel(steps, at, t("timeNow"));
  const shown = chosen === "" ? t("timeNow") : isDay(chosen) ? chosen : chinaTime(chosen);
  const known = chosen === "" ? steps.at(-1)?.known : steps[positionOf(steps, chosen)]?.known;
  return (
    <section className="cx-card of-time" aria-labelledby={`${id}-title`}>
      <div className="of-time-row">
        <h2 id={`${id}-title`}>{t("time")}</h2>
        <output className="of-time-now" htmlFor={`${id}-date`}>
          {shown}
          <small> {known === undefined ? t("timeBefore") : t("timeKnown", { n: known })}</small>
        </output>
        {steps.length > 0 && (
          <Slider
            className="of-slider"
            min={0}
            max={steps.length}
            value={position}
            dots={steps.length <= 20}
            included={false}
            tooltip={{ formatter: (at) => label(at ?? 0) }}
            ariaLabelForHandle={t("timeSlider")}
            ariaValueTextFormatterForHandle={label}
            onChange={(at) => choose(at >= steps.length ? "" : (steps[at]?.at ?? ""))}
          />
        )}
        <label htmlFor={`${id}-date`}>{t("timeDate")}</label>
        <input id={`${id}-date`} type="date" className="of-date" max={today} value={isDay(chosen) ? chosen : chosen === "" ? "" : chinaDay(chosen)} onChange={(e) => choose(e.target.value)} />
        <button type="button" className="cx-button" disabled={chosen === ""} onClick={() => choose("", true)}>
          {t("pastBack")}
        </button>
      </div>
      <div className="of-time-row of-time-more">
        <span className="cx-muted of-time-intro">{t("timeIntro")}</span>
        <label htmlFor={`${id}-valid`}>{t("validOn")}</label>
        <input id={`${id}-valid`} type="date" className="of-date" title={t("validOnHint")} value={view.valid_on} onChange={(e) => onView({ valid_on: e.target.value })} />
        <label className="of-check">
          <input type="checkbox" checked={view.versions} onChange={(e) => onView({ versions: e.target.checked })} />
          {t("versions")}
        </label>
      </div>
    </section>
  );
}

const stepLabel = (steps: readonly Step[], at: number, now: string): string => {
  const step = steps[at];
  return step === undefined ? now : chinaTime(step.at);
};

/** useRest follows a choice at once and passes it on when the hand rests; the address may change it from outside. */
function useRest(value: string, onRest: (value: string) => void): [choose: (next: string, atOnce?: boolean) => void, chosen: string] {
  const [chosen, setChosen] = useState(value);
  const [seen, setSeen] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (seen !== value) {
    setSeen(value);
    setChosen(value);
  }
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  return [
    (next, atOnce = false) => {
      setChosen(next);
      clearTimeout(timer.current);
      if (atOnce) onRest(next);
      else
        timer.current = setTimeout(() => {
          onRest(next);
        }, rest);
    },
    chosen,
  ];
}
