import { useId, useRef, useState } from "react";
import { useText } from "../../../lib/text";
import { CellNote } from "./CellNote";
import { rowHeight, shownRows, topHeight } from "./geometry";
import "./grid.css";
import { GridRowView } from "./GridRowView";
import type { Place } from "./move";
import { text } from "./text";
import type { GridColumn, GridRow, Problem } from "./types";
import { useGridEditing, type Edits } from "./useGridEditing";
import { useGridFocus } from "./useGridFocus";
import { useGridKeys } from "./useGridKeys";

interface Props {
  /** Names the grid when it is read aloud. */
  label: string;
  columns: readonly GridColumn[];
  rows: number;
  /** A row; null for one that is no more. */
  row: (index: number) => GridRow | null;
  headTitle: string;
  headWidth: number;
  active: Place;
  onActive: (place: Place) => void;
  /** Counts up whenever the active cell shall take the focus. */
  focus: number;
  /** At most, in pixels. */
  height: number;
  /** Makes the cells editable. */
  edits?: Edits;
}

/** Room for the scroll bar below the rows, in pixels. */
const bar = 18;

/** Grid is a table to go through like a spreadsheet, with what stands against a cell shown at it. Only the rows in its window are drawn. */
export function Grid({ label, columns, rows, row, headTitle, headWidth, active, onActive, focus, height, edits }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ top: 0, left: 0 });
  const [hover, setHover] = useState<Place | null>(null);
  const [noteGone, setNoteGone] = useState(false);
  const editing = useGridEditing(active, edits);
  const seen = Math.min(height, topHeight + rows * rowHeight + bar);
  const rowAt = (i: number) => (i >= 0 && i < rows ? row(i) : null);
  const activeRow = rowAt(active.row);
  const focusNext = useGridFocus({ scroller, active, columns, headWidth, focus });
  const go = (to: Place) => {
    focusNext();
    setNoteGone(false);
    onActive(to);
  };
  const editable = edits !== undefined && active.col >= 0 && activeRow !== null && activeRow.locked !== true;
  const size = { rows, cols: columns.length, page: Math.max(1, Math.floor((seen - topHeight) / rowHeight) - 1) };
  const value = activeRow?.cells[active.col]?.text ?? "";
  const keys = useGridKeys({ active, value, size, edits, editable, editing, go, hideNote: () => setNoteGone(true) });

  const noted = editing.draft === null && hover !== null ? hover : active;
  const problems = noteGone ? [] : problemsAt(noted.row === active.row ? activeRow : rowAt(noted.row), noted.col);
  const note = problems.length > 0 ? `${id}-note` : undefined;
  const width = columns.reduce((sum, c) => sum + c.width, headWidth);
  return (
    <div className="ag-grid-box" ref={box}>
      <div className="ag-grid-scroll" ref={scroller} style={{ height: seen }} onScroll={(e) => setAt({ top: e.currentTarget.scrollTop, left: e.currentTarget.scrollLeft })}>
        {/* Its cells take the focus; their keys bubble up to here. */}
        {/* eslint-disable-next-line jsx-a11y/interactive-supports-focus */}
        <div
          role="grid"
          aria-label={label}
          aria-describedby={`${id}-keys`}
          aria-rowcount={rows + 1}
          aria-colcount={columns.length + 1}
          aria-readonly={edits === undefined}
          className="ag-grid"
          style={{ width, height: topHeight + rows * rowHeight }}
          onMouseLeave={() => setHover(null)}
          {...keys}
        >
          <GridTop columns={columns} headTitle={headTitle} headWidth={headWidth} />
          {shownRows(rows, at.top, seen, active.row).map((i) => (
            <GridRowView
              key={i}
              index={i}
              row={i === active.row ? activeRow : row(i)}
              columns={columns}
              headWidth={headWidth}
              activeCol={i === active.row ? active.col : null}
              note={note}
              onPick={(col) => {
                if (i === active.row && col === active.col) return;
                editing.commit();
                go({ row: i, col });
              }}
              onHover={(col) => setHover(col === null ? null : { row: i, col })}
              editing={editable && i === active.row ? editing : null}
            />
          ))}
        </div>
      </div>
      {note !== undefined && <CellNote id={note} problems={problems} box={box} place={`${noted.row}:${noted.col}`} above={editing.draft !== null} />}
      <Keys id={`${id}-keys`} edits={edits !== undefined} />
    </div>
  );
}

/** problemsAt is what stands against a cell, or against a row at its head; nothing of what was changed since. */
function problemsAt(row: GridRow | null, col: number): readonly Problem[] {
  if (row === null) return [];
  const cell = col < 0 ? row : row.cells[col];
  return cell === undefined || ("changed" in cell && cell.changed) ? [] : cell.problems;
}

function GridTop({ columns, headTitle, headWidth }: Pick<Props, "columns" | "headTitle" | "headWidth">) {
  return (
    <div role="row" aria-rowindex={1} className="ag-top">
      <div role="columnheader" aria-colindex={1} className="ag-top-head" style={{ width: headWidth }}>
        {headTitle}
      </div>
      {columns.map((c, i) => (
        <div key={c.key} role="columnheader" aria-colindex={i + 2} className="ag-top-cell" style={{ width: c.width }} title={c.title}>
          <span>{c.title}</span>
          {c.note !== undefined && <small>{c.note}</small>}
        </div>
      ))}
    </div>
  );
}

function Keys({ id, edits }: { id: string; edits: boolean }) {
  const t = useText(text);
  return (
    <p className="ag-keys" id={id}>
      <strong>{t("keysTitle")}</strong> {t(edits ? "keysEdit" : "keysRead")}
    </p>
  );
}
