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
  /** Few words, for a narrow place; the whole is read aloud. */
  short?: boolean;
}

/** TermTag counts down the term of a decision, by sign and words. */
export function TermTag({ left, hint, short = false }: Props) {
  const t = useText(text);
  if (left === undefined) return <span className="cx-muted">{t("noTerm")}</span>;
  const [words, values] = termWords(left);
  const tag = (
    <StatusTag tone={tones[urgencyOf(left)]}>
      {short && <span aria-hidden="true">{t(`${words}_short`, values)}</span>}
      <span className={short ? "cx-hidden" : undefined}>{t(words, values)}</span>
    </StatusTag>
  );
  return hint === undefined ? tag : <Hint hint={hint}>{tag}</Hint>;
}

/** termWords chooses the words for how much of a term is left. */
function termWords(left: number): ["late" | "veryLate" | "today" | "left", Record<string, number>] {
  if (left === 0) return ["today", {}];
  if (left === Number.NEGATIVE_INFINITY) return ["veryLate", {}];
  return left < 0 ? ["late", { n: -left }] : ["left", { n: left }];
}
