import { useText } from "../../../lib/text";
import { Sign } from "./Sign";
import { text } from "./text";
import type { Problem } from "./types";
import type { Anchor } from "./useAnchor";

interface Props {
  id: string;
  problems: readonly Problem[];
  anchor: Anchor | null;
  /** Above the cell, where something else stands below it. */
  above: boolean;
}

const most = 3;
const width = 360;
/** The room that a note wants below its cell before it goes above. */
const room = 140;

/** CellNote says at a cell what is wrong with it and what to type instead. */
export function CellNote({ id, problems, anchor, above }: Props) {
  const t = useText(text);
  const up = anchor !== null && (above || anchor.windowTop + room > window.innerHeight);
  const style = anchor === null ? undefined : { left: Math.max(0, Math.min(anchor.left, anchor.boxWidth - width)), top: up ? anchor.top : anchor.bottom };
  return (
    <div id={id} role="tooltip" className={`ag-note${up ? " ag-note-up" : ""}${anchor === null ? " ag-note-unplaced" : ""}`} style={style}>
      {problems.slice(0, most).map((p, i) => (
        <div key={i} className="ag-note-line">
          <Sign tone={p.tone} />
          <div>
            <p>
              <span className="cx-hidden">{t(p.tone === "danger" ? "refused" : "hint")}: </span>
              {p.message}
            </p>
            {p.next !== "" && (
              <p className="cx-muted">
                {t("next")}
                {p.next}
              </p>
            )}
          </div>
        </div>
      ))}
      {problems.length > most && <p className="cx-muted">{t("more", { n: problems.length - most })}</p>}
    </div>
  );
}
