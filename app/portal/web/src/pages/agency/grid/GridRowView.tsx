import { useText } from "../../../lib/text";
import { Cell } from "./Cell";
import { Editor } from "./Editor";
import { rowHeight, topHeight } from "./geometry";
import { Sign, worst } from "./Sign";
import { text } from "./text";
import type { GridCell, GridColumn, GridRow } from "./types";
import type { Editing } from "./useGridEditing";

interface Props {
  index: number;
  row: GridRow | null;
  columns: readonly GridColumn[];
  headWidth: number;
  /** The column with the focus; null when the row has it not. */
  activeCol: number | null;
  /** The id of the note about the active cell. */
  note: string | undefined;
  onPick: (col: number) => void;
  onHover: (col: number | null) => void;
  /** Where the active cell is edited. */
  editing: Editing | null;
}

/** colOf finds the column that a pointer is in. */
function colOf(target: EventTarget): number | null {
  const place = target instanceof Element ? target.closest("[data-place]")?.getAttribute("data-place") : null;
  return place == null ? null : Number(place.split(":")[1]);
}

/** GridRowView is one row of a grid. */
export function GridRowView({ index, row, columns, headWidth, activeCol, note, onPick, onHover, editing }: Props) {
  if (row === null) return null;
  const tone = worst(row.problems);
  const headActive = activeCol === -1;
  return (
    // The pointer's part of what the grid does by keys.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      role="row"
      aria-rowindex={index + 2}
      className="ag-row"
      style={{ top: topHeight + index * rowHeight }}
      onClick={(e) => {
        const col = colOf(e.target);
        if (col !== null) onPick(col);
      }}
      onDoubleClick={() => {
        if (editing !== null && activeCol !== null && editing.draft === null) editing.begin(row.cells[activeCol]?.text ?? "");
      }}
      onPointerOver={(e) => {
        onHover(colOf(e.target));
      }}
    >
      <div role="rowheader" data-place={`${index}:-1`} aria-colindex={1} aria-describedby={headActive ? note : undefined} tabIndex={headActive ? 0 : -1} className={`ag-row-head${headActive ? " ag-active" : ""}`} style={{ width: headWidth }}>
        {row.head(headActive ? 0 : -1)}
        {tone !== null && <Sign tone={tone} />}
      </div>
      {columns.map((column, col) => {
        const cell = row.cells[col];
        if (cell === undefined) return null;
        const active = col === activeCol;
        const edits = active && editing !== null;
        return (
          <Cell key={column.key} place={`${index}:${col}`} colIndex={col + 2} width={column.width} cell={cell} active={active} focusable={!edits} describedBy={active ? note : undefined}>
            {edits && <CellEditor row={row} column={column} cell={cell} invalid={worst(cell.problems) === "danger" && cell.changed !== true} note={note} editing={editing} />}
          </Cell>
        );
      })}
    </div>
  );
}

interface CellEditorProps {
  row: GridRow;
  column: GridColumn;
  cell: GridCell;
  invalid: boolean;
  note: string | undefined;
  editing: Editing;
}

function CellEditor({ row, column, cell, invalid, note, editing }: CellEditorProps) {
  const t = useText(text);
  const value = cell.text === "" ? t("empty") : cell.masked === true ? t("masked") : cell.text;
  const label = `${t("place", { row: row.label, column: column.title })}${editing.draft === null ? `: ${value}` : ""}`;
  return (
    <Editor
      column={column}
      label={label}
      invalid={invalid}
      describedBy={note}
      draft={editing.draft}
      onDraft={editing.change}
      onChoose={editing.commit}
      onBlur={() => {
        editing.commit();
      }}
    />
  );
}
