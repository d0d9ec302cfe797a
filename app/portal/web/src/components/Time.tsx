import { formatDate, formatExact, formatRelative, formatTime } from "../lib/format";
import { useLang, useText } from "../lib/text";
import { Hint } from "./Hint";
import { text } from "./text";

/** Time shows an instant in the user's zone; the exact value stands on hover and focus. */
export function Time({ at, relative = false }: { at: string | undefined; relative?: boolean }) {
  const lang = useLang();
  const t = useText(text);
  if (!at) return <span className="cx-muted">{t("none")}</span>;
  return (
    <Hint hint={formatExact(at)}>
      <time dateTime={at}>{relative ? formatRelative(at, lang) : formatTime(at)}</time>
    </Hint>
  );
}

/** DateOnly shows a day, which is in no zone. */
export function DateOnly({ date }: { date: string | undefined }) {
  const lang = useLang();
  const t = useText(text);
  if (!date) return <span className="cx-muted">{t("none")}</span>;
  return (
    <time className="cx-date" dateTime={date}>
      {formatDate(date, lang)}
    </time>
  );
}
