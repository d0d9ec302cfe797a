import type { Place } from "./move";
import type { GridColumn } from "./types";

/** In pixels, as in grid.css. */
export const rowHeight = 36;
export const topHeight = 62;

/** Rows drawn above and below the window, so that scrolling shows no gaps. */
const spare = 6;

/** shownRows lists the rows to draw: those in the window and, wherever it is, the one with the focus. */
export function shownRows(rows: number, top: number, height: number, active: number): number[] {
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(rows - 1, Math.ceil((top + height) / rowHeight) + spare);
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (active < first && active >= 0) shown.unshift(active);
  if (active > last && active < rows) shown.push(active);
  return shown;
}

/** reveal is how far a window must be scrolled to show a cell whole. */
export function reveal(place: Place, columns: readonly GridColumn[], headWidth: number, box: { top: number; left: number; height: number; width: number }): { top: number; left: number } {
  const y = place.row * rowHeight;
  const room = box.height - topHeight;
  const top = y < box.top ? y : y + rowHeight > box.top + room ? y + rowHeight - room : box.top;
  const x = columns.slice(0, Math.max(0, place.col)).reduce((sum, c) => sum + c.width, 0);
  const width = columns[place.col]?.width ?? 0;
  const seen = box.width - headWidth;
  const left = place.col < 0 ? box.left : x < box.left ? x : x + width > box.left + seen ? Math.min(x, x + width - seen) : box.left;
  return { top, left };
}
