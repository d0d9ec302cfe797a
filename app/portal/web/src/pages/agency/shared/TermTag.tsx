import { Hint } from "../../../components/Hint";
import { StatusTag, type Tone } from "../../../components/StatusTag";
import { useText } from "../../../lib/text";
import { text } from "../text";
import { urgencyOf, type Urgency } from "./term";

const tones: Record<Urgency, Tone> = { late: "danger", today: "warn", soon: "warn", week: "info" };

interface Props {
  /** Working days left; undefined where the record has no term. */
  left: number | undefined;
  /** Explains on hover and focus until when. */
  hint?: string;
}

/** TermTag counts down the term of a decision, by sign and words. */
export function TermTag({ left, hint }: Props) {
  const t = useText(text);
  if (left === undefined) return <span className="cx-muted">{t("noTerm")}</span>;
  const urgency = urgencyOf(left);
  const tag = <StatusTag tone={tones[urgency]}>{termText(t, left)}</StatusTag>;
  return hint === undefined ? tag : <Hint hint={hint}>{tag}</Hint>;
}

/** termText says in words how much of a term is left. */
export function termText(t: (key: "late" | "veryLate" | "today" | "left", values?: Record<string, number>) => string, left: number): string {
  if (left === 0) return t("today");
  if (left === Number.NEGATIVE_INFINITY) return t("veryLate");
  return left < 0 ? t("late", { n: -left }) : t("left", { n: left });
}
