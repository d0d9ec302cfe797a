import { useRef, useState } from "react";
import type { Place } from "./move";

/** Edits is what an editable grid tells its owner. */
export interface Edits {
  onCommit: (row: number, col: number, text: string) => void;
  /** A block of cells from the clipboard, from this cell on. */
  onPaste: (place: Place, block: string[][]) => void;
  onUndo: () => void;
  /** Control and Enter: the row is done. */
  onSubmit: (row: number) => void;
}

export interface Editing {
  /** The text in the editor; null while nothing is edited. */
  draft: string | null;
  begin: (text: string) => void;
  change: (text: string) => void;
  commit: (text?: string) => void;
  cancel: () => void;
}

/** useGridEditing holds the text that is being typed into the active cell, until it is committed or dropped. */
export function useGridEditing(active: Place, edits: Edits | undefined): Editing {
  const [draft, setDraft] = useState<string | null>(null);
  // An input that goes away may still tell of its blur.
  const latest = useRef<string | null>(null);
  const set = (text: string | null) => {
    latest.current = text;
    setDraft(text);
  };
  return {
    draft,
    begin: set,
    change: set,
    commit(text) {
      const value = text ?? latest.current;
      if (latest.current === null || value === null) return;
      set(null);
      edits?.onCommit(active.row, active.col, value);
    },
    cancel() {
      set(null);
    },
  };
}
