import type { ReactNode } from "react";

export interface GridColumn {
  key: string;
  title: string;
  /** Below the title, such as the obligation. */
  note?: string;
  /** In pixels. */
  width: number;
  /** Values to choose from when editing. */
  options?: readonly string[];
  /** Long texts are edited in several lines. */
  long?: boolean;
}

/** Problem is what the exchange says against a cell or a row: refused, or a hint. */
export interface Problem {
  tone: "danger" | "warn";
  message: string;
  next: string;
}

export interface GridCell {
  text: string;
  problems: readonly Problem[];
  /** Edited and not yet checked again. */
  changed?: boolean;
  /** Shown as dots until it is edited. */
  masked?: boolean;
}

export interface GridRow {
  key: string;
  /** Names the row when it is read aloud. */
  label: string;
  /** What stands left of the cells; buttons in it take the given tabIndex. */
  head: (tabIndex: 0 | -1) => ReactNode;
  problems: readonly Problem[];
  cells: readonly GridCell[];
  /** No cell of it takes edits. */
  locked?: boolean;
}
