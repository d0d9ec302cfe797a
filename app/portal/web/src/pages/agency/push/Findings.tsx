import { useText } from "../../../lib/text";
import { Sign } from "../grid/Sign";
import type { Column, Finding } from "./previewModel";
import { text } from "./text";

interface Props {
  findings: readonly Finding[];
  columns: readonly Column[];
  /** Names what is against a whole row. */
  wholeRow: string;
  empty: string;
  /** Where the answer held no more than the first findings. */
  cut: boolean;
  onPick: (finding: Finding) => void;
}

/** Findings lists what was found, beside the grid; choosing one leads to its cell. */
export function Findings({ findings, columns, wholeRow, empty, cut, onPick }: Props) {
  const t = useText(text);
  return (
    <aside className="ag-findings" aria-label={t("findingsTitle")}>
      <h3>
        {t("findingsTitle")} <span className="cx-muted cx-num">{findings.length > 0 ? findings.length : ""}</span>
      </h3>
      {cut && <p className="cx-muted">{t("cutFindings", { n: findings.length })}</p>}
      {findings.length === 0 ? (
        <p className="cx-muted">{empty}</p>
      ) : (
        <ul aria-label={t("findingsLabel")}>
          {findings.map((f, i) => (
            <li key={i}>
              <button type="button" onClick={() => onPick(f)}>
                <Sign tone={f.tone} />
                <span>
                  <b>
                    {t("line", { n: f.line })} · {f.col < 0 ? wholeRow : columns[f.col]?.title}
                  </b>
                  <span>{f.message}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}
