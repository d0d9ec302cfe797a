import { Button, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { searchOf, type Filter } from "../filter/filter";
import { daysOf, hours, weekdays, type Summary } from "./heatmap";
import { text } from "./text";
import { useWeekday } from "./useWeekday";

interface Hour {
  weekday: number;
  hour: number;
}

/** So many days of an hour are listed. */
const mostDays = 12;

interface Props {
  summary: Summary;
  filter: Filter;
  picked: Hour | null;
  onPick: (hour: Hour) => void;
}

/** HourPicker chooses an hour of a weekday without a mouse, and lists the days it fell on with their logs. */
export function HourPicker({ summary, filter, picked, onPick }: Props) {
  const t = useText(text);
  const weekday = useWeekday();
  const [draft, setDraft] = useState<Hour>({ weekday: 1, hour: 9 });
  // What was picked in the picture stands in the fields, too.
  const [of, setOf] = useState(picked);
  if (of !== picked) {
    setOf(picked);
    if (picked !== null) setDraft(picked);
  }
  return (
    <div className="au-hour">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          onPick({ ...draft });
        }}
      >
        <Select
          aria-label={t("weekday")}
          value={draft.weekday}
          options={weekdays.map((n) => ({ value: n, label: weekday(n) }))}
          onChange={(n) => { setDraft({ ...draft, weekday: n }); }}
        />
        <Select
          aria-label={t("hourOfDay")}
          value={draft.hour}
          options={hours.map((h) => ({ value: h, label: `${h}:00` }))}
          onChange={(h) => { setDraft({ ...draft, hour: h }); }}
        />
        <Button htmlType="submit">{t("show")}</Button>
      </form>
      <div role="status">{picked !== null && <Found summary={summary} filter={filter} at={picked} />}</div>
    </div>
  );
}

function Found({ summary, filter, at }: { summary: Summary; filter: Filter; at: Hour }) {
  const t = useText(text);
  const lang = useLang();
  const weekday = useWeekday();
  const cell = summary.hours.find((c) => c.weekday === at.weekday && c.hour === at.hour);
  if (cell === undefined) return <p>{t("cellNone")}</p>;
  const hour = String(at.hour).padStart(2, "0");
  return (
    <p>
      {t("cell", { weekday: weekday(at.weekday), hour: at.hour, next: at.hour + 1, count: formatNumber(cell.count, lang), denied: formatNumber(cell.denied, lang) })}{" "}
      {t("cellDays")}
      {daysOf(summary.days, at.weekday)
        .slice(0, mostDays)
        .map((day) => (
          <Link key={day} className="au-day" to={`/audit/events${searchOf({ ...filter, period: "custom", from: `${day}T${hour}`, to: `${day}T${hour}` })}`}>
            {day}
          </Link>
        ))}
    </p>
  );
}
