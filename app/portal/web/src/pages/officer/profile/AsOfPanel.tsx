import { chinaDay, chinaTime } from "../../../lib/chinaTime";
import { DatePicker, Slider } from "antd";
import dayjs from "dayjs";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { useText } from "../../../lib/text";
import { text as deskText } from "../text";
import { isDay, positionOf, stepsOf } from "./asOf";
import { allRecords, type Profile } from "./records";
import { text } from "./text";
import type { ChangeView, ViewState } from "./view";

/** After which rest of the hand a chosen time is asked for, in milliseconds: each look at a past state is evidence. */
const rest = 500;

/** AsOfPanel chooses the time that is looked at: the arrivals as a slider, or a day; and what of it is listed. */
export function AsOfPanel({ present, view, onView }: { present: Profile; view: ViewState; onView: ChangeView }) {
  const t = useText(text);
  const desk = useText(deskText);
  const id = useId();
  const steps = useMemo(() => stepsOf(allRecords(present)), [present]);
  const today = chinaDay(present.answered_at);
  const [choose, chosen] = useRest(view.as_of, (as_of) => onView({ as_of }));
  const position = chosen === "" ? steps.length : Math.max(positionOf(steps, chosen), 0);
  const instant = (at: string) => `${chinaTime(at)}${desk("china")}`;
  const label = (at: number) => (steps[at] === undefined ? t("timeNow") : instant(steps[at].at));
  const shown = chosen === "" ? t("timeNow") : isDay(chosen) ? chosen : instant(chosen);
  const known = chosen === "" ? steps.at(-1)?.known : steps[positionOf(steps, chosen)]?.known;
  return (
    <section className="cx-card of-time" aria-labelledby={`${id}-title`}>
      <div className="of-time-row">
        <h2 id={`${id}-title`}>{t("time")}</h2>
        <output className="of-time-now" htmlFor={`${id}-date`}>
          {shown}
          {steps.length > 0 && <small> {known === undefined ? t("timeBefore") : t("timeKnown", { n: known })}</small>}
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
        <Day id={`${id}-date`} value={chosen === "" || isDay(chosen) ? chosen : chinaDay(chosen)} latest={today} onChange={(day) => choose(day, true)} />
        {/* Not disabled: it would lose the focus by its own click. */}
        <button type="button" className="cx-button" aria-disabled={chosen === ""} onClick={() => chosen !== "" && choose("", true)}>
          {t("pastBack")}
        </button>
      </div>
      <div className="of-time-row of-time-more">
        <span className="cx-muted of-time-intro">{t("timeIntro")}</span>
        <label htmlFor={`${id}-valid`}>{t("validOn")}</label>
        <Day id={`${id}-valid`} value={view.valid_on} placeholder={t("validOff")} onChange={(day) => onView({ valid_on: day })} />
        <label className="of-check">
          <input type="checkbox" checked={view.versions} onChange={(e) => onView({ versions: e.target.checked })} />
          {t("versions")}
        </label>
      </div>
    </section>
  );
}

/** Day is a date as it is typed and shown everywhere in the portal, whatever the language of the browser. */
function Day({ id, value, latest, placeholder, onChange }: { id: string; value: string; latest?: string; placeholder?: string; onChange: (day: string) => void }) {
  const t = useText(text);
  return (
    <DatePicker
      id={id}
      format="YYYY-MM-DD"
      placeholder={placeholder ?? t("datePattern")}
      value={value === "" ? null : dayjs(value)}
      {...(latest === undefined ? {} : { maxDate: dayjs(latest) })}
      onChange={(day) => onChange(day?.format("YYYY-MM-DD") ?? "")}
    />
  );
}

/** useRest follows a choice at once and passes it on when the hand rests; the address may change it from outside. */
function useRest(value: string, onRest: (value: string) => void): [choose: (next: string, atOnce?: boolean) => void, chosen: string] {
  const [chosen, setChosen] = useState(value);
  const [seen, setSeen] = useState(value);
  const [waits, setWaits] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // What the hand chose beside it meanwhile stands in the address by then, which only the newest listener knows.
  const newest = useRef(onRest);
  if (seen !== value) {
    setSeen(value);
    // An earlier choice that gets there only now is not what the hand is on.
    if (!waits) setChosen(value);
  }
  useEffect(() => {
    newest.current = onRest;
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );
  return [
    (next, atOnce = false) => {
      setChosen(next);
      setWaits(!atOnce);
      clearTimeout(timer.current);
      if (atOnce) onRest(next);
      else
        timer.current = setTimeout(() => {
          setWaits(false);
          newest.current(next);
        }, rest);
    },
    chosen,
  ];
}
