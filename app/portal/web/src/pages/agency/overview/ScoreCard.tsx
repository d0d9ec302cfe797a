import { EmptyState } from "../../../components/EmptyState";
import { Hint } from "../../../components/Hint";
import { formatNumber, formatPercent } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { text } from "./text";
import type { MonthScore, Scores } from "./useScores";

interface Props {
  month: MonthScore;
  previous: MonthScore | undefined;
  /** What each part means, by the rules in force. */
  rules: Scores["weights"];
}

/** ScoreCard shows the score of a month and what it is made of. */
export function ScoreCard({ month, previous, rules }: Props) {
  const t = useText(text);
  const lang = useLang();
  if (month.empty) {
    return (
      <section className="cx-card">
        <h2>{t("scoreTitle")}</h2>
        <EmptyState why={t("noScore")} todo={t("noScoreTodo")} />
      </section>
    );
  }
  const n = (value: string) => formatNumber(value, lang);
  return (
    <section className="cx-card ag-score">
      <div className="ag-score-sum">
        <h2>{t("scoreTitle")}</h2>
        <p className="ag-score-number">
          <b>{formatNumber(month.score, lang, 1)}</b>
          <span className="cx-muted">{t("outOf")}</span>
        </p>
        <Change month={month} previous={previous} />
        <p className="cx-muted">{t("volumes", { total: n(month.total), accepted: n(month.accepted), refused: n(month.refused), late: n(month.late) })}</p>
      </div>
      <Parts month={month} rules={rules} />
    </section>
  );
}

function Change({ month, previous }: Omit<Props, "rules">) {
  const t = useText(text);
  const lang = useLang();
  if (previous === undefined || previous.empty) return <p className="cx-muted">{t("noPrevious")}</p>;
  const by = Math.round((month.score - previous.score) * 10) / 10;
  const sign = by > 0 ? "▲" : by < 0 ? "▼" : "＝";
  return (
    <p className={by < 0 ? "ag-down" : "ag-up"}>
      {t("previous")} <span className="cx-num">{`${sign} ${by > 0 ? "+" : ""}${formatNumber(by, lang, 1)}`}</span>
    </p>
  );
}

function Parts({ month, rules }: Omit<Props, "previous">) {
  const t = useText(text);
  const lang = useLang();
  const whole = month.parts.reduce((sum, p) => sum + p.weight, 0);
  return (
    <table className="cx-table ag-parts">
      <caption className="cx-hidden">{t("parts")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("part")}</th>
          <th scope="col" className="ag-right">
            {t("weight")}
          </th>
          <th scope="col">{t("partScore")}</th>
          <th scope="col">{t("basis")}</th>
        </tr>
      </thead>
      <tbody>
        {month.parts.map((p) => (
          <tr key={p.code}>
            <th scope="row">
              <Name part={p} rule={rules.find((r) => r.code === p.code)} />
            </th>
            <td className="ag-right">{p.weight === 0 ? t("notCounted") : formatPercent(p.weight / whole, lang, 0)}</td>
            <td>
              <span className="ag-meter">
                <meter aria-label={lang === "zh" ? p.name_zh : p.name_en} min={0} max={100} value={p.weight === 0 ? 0 : p.score} />
                <span>{p.weight === 0 ? "—" : formatNumber(p.score, lang, 1)}</span>
              </span>
            </td>
            <td className="cx-muted">{lang === "zh" ? p.basis_zh : p.basis_en}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type Part = Scores["weights"][number];

function Name({ part, rule }: { part: Part; rule: Part | undefined }) {
  const lang = useLang();
  const name = lang === "zh" ? part.name_zh : part.name_en;
  return rule === undefined ? name : <Hint hint={lang === "zh" ? rule.basis_zh : rule.basis_en}>{name}</Hint>;
}
