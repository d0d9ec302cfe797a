/** Place is a cell of a grid: row and column from 0; column -1 is the head of the row. */
export interface Place {
  row: number;
  col: number;
}

export interface Size {
  rows: number;
  cols: number;
  /** Rows that fit into the window, for page up and down. */
  page: number;
}

export interface Stroke {
  key: string;
  ctrl: boolean;
  shift: boolean;
}

/** move is where a key leads from a cell, as in a spreadsheet; null when it leads nowhere, so that the page may have it. */
export function move(from: Place, { key, ctrl, shift }: Stroke, size: Size): Place | null {
  const last = { row: size.rows - 1, col: size.cols - 1 };
  const row = (n: number) => Math.min(Math.max(n, 0), last.row);
  const col = (n: number) => Math.min(Math.max(n, -1), last.col);
  switch (key) {
    case "ArrowUp":
      return { row: ctrl ? 0 : row(from.row - 1), col: from.col };
    case "ArrowDown":
      return { row: ctrl ? last.row : row(from.row + 1), col: from.col };
    case "ArrowLeft":
      return { row: from.row, col: ctrl ? -1 : col(from.col - 1) };
    case "ArrowRight":
      return { row: from.row, col: ctrl ? last.col : col(from.col + 1) };
    case "Home":
      return { row: ctrl ? 0 : from.row, col: 0 };
    case "End":
      return { row: ctrl ? last.row : from.row, col: last.col };
    case "PageUp":
      return { row: row(from.row - size.page), col: from.col };
    case "PageDown":
      return { row: row(from.row + size.page), col: from.col };
    case "Tab":
      return shift ? before(from, last.col) : after(from, last);
    default:
      return null;
  }
}

function after(from: Place, last: Place): Place | null {
  if (from.col < last.col) return { row: from.row, col: from.col + 1 };
  return from.row < last.row ? { row: from.row + 1, col: 0 } : null;
}

function before(from: Place, lastCol: number): Place | null {
  if (from.col > 0) return { row: from.row, col: from.col - 1 };
  return from.row > 0 ? { row: from.row - 1, col: lastCol } : null;
}
