import { memo, type ReactNode } from "react";
import { useText } from "../../../lib/text";
import { Sign, worst } from "./Sign";
import { text } from "./text";
import type { GridCell } from "./types";

interface Props {
  place: string;
  colIndex: number;
  width: number;
  cell: GridCell;
  active: boolean;
  /** Takes the focus itself; the input of an editable cell does otherwise. */
  focusable: boolean;
  describedBy: string | undefined;
  children?: ReactNode;
}

/** Cell shows a value in one line, with a sign for what stands against it. */
export const Cell = memo(function Cell({ place, colIndex, width, cell, active, focusable, describedBy, children }: Props) {
  const t = useText(text);
  const hidden = cell.masked === true && cell.text !== "";
  const tone = cell.changed === true ? "changed" : worst(cell.problems);
  return (
    <div
      role="gridcell"
      data-place={place}
      aria-colindex={colIndex}
      aria-invalid={tone === "danger" || undefined}
      aria-describedby={focusable ? describedBy : undefined}
      tabIndex={focusable ? (active ? 0 : -1) : undefined}
      className={`ag-cell${tone === null ? "" : ` ag-cell-${tone}`}${active ? " ag-active" : ""}`}
      style={{ width }}
    >
      {hidden ? (
        <span className="ag-cell-text">
          <span aria-hidden="true">••••••</span>
          <span className="cx-hidden">{t("masked")}</span>
        </span>
      ) : (
        <span className="ag-cell-text">{cell.text}</span>
      )}
      {tone !== null && (
        <>
          <Sign tone={tone} />
          <span className="cx-hidden">{t(tone === "danger" ? "refused" : tone === "warn" ? "hint" : "changed")}</span>
        </>
      )}
      {children}
    </div>
  );
});
