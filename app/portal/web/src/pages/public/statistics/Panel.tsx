import type { ReactNode } from "react";
import { saveFile } from "../../../lib/saveFile";
import { useText } from "../../../lib/text";
import { toCSV } from "../figures";
import { text } from "./text";

interface Props {
  title: string;
  /** What is counted. */
  hint?: string;
  /** Of the download and the heading. */
  file: string;
  head: string[];
  rows: (string | number)[][];
  children: ReactNode;
}

/** Panel is a card with a title, what it counts, and its download. */
export function Panel({ title, hint, file, head, rows, children }: Props) {
  const t = useText(text);
  return (
    <section className="cx-card" aria-labelledby={file}>
      <div className="pb-stat-head">
        <h2 id={file}>{title}</h2>
        {rows.length > 0 && (
          <button
            type="button"
            className="cx-text-button"
            onClick={() => {
              saveFile(`chengxin-${file}.csv`, toCSV(head, rows), "text/csv");
            }}
          >
            {t("download")}
            <span className="cx-hidden"> · {title}</span>
          </button>
        )}
      </div>
      {hint !== undefined && <p className="cx-muted pb-under">{hint}</p>}
      {children}
    </section>
  );
}
