import { useRef, type RefObject } from "react";
import { useText } from "../../../lib/text";
import { topHeight } from "./geometry";
import { Sign } from "./Sign";
import { text } from "./text";
import type { Problem } from "./types";
import { useFloat } from "./useFloat";

interface Props {
  id: string;
  problems: readonly Problem[];
  /** The box around the grid, in which the note floats. */
  box: RefObject<HTMLElement | null>;
  /** Of the cell it is about. */
  place: string;
  /** Above the cell, where something else stands below it. */
  above: boolean;
}

const most = 3;
/** The room that a note wants below its cell before it goes above, in pixels. */
const room = 140;

/** CellNote says at a cell what is wrong with it and what to type instead. */
export function CellNote({ id, problems, box, place, above }: Props) {
  const t = useText(text);
  const node = useRef<HTMLDivElement>(null);
  useFloat(
    node,
    () => box.current?.querySelector(`[data-place="${place}"]`),
    (n, cell) => {
      const outer = box.current?.getBoundingClientRect();
      if (outer === undefined) return;
      const up = above || cell.bottom + room > window.innerHeight;
      n.dataset["up"] = String(up);
      n.style.left = `${Math.max(0, Math.min(cell.left - outer.left, outer.width - n.offsetWidth))}px`;
      n.style.top = `${(up ? cell.top : cell.bottom) - outer.top}px`;
      // A cell that is scrolled under the head of the grid takes its note along.
      const list = box.current?.firstElementChild?.getBoundingClientRect();
      if (list !== undefined && (cell.bottom < list.top + topHeight || cell.top > list.bottom)) n.style.visibility = "hidden";
    },
  );
  return (
    <div id={id} ref={node} role="tooltip" className="ag-note">
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
