import { useRef, type ClipboardEvent, type KeyboardEvent } from "react";
import { move, type Place, type Size } from "./move";
import { parseBlock } from "./paste";
import type { Edits, Editing } from "./useGridEditing";

interface Props {
  active: Place;
  /** The text of the active cell. */
  value: string;
  size: Size;
  edits: Edits | undefined;
  /** Whether the active cell takes edits. */
  editable: boolean;
  editing: Editing;
  go: (to: Place) => void;
  /** Escape takes the note at the cell away. */
  hideNote: () => void;
}

export interface GridKeys {
  onKeyDown: (e: KeyboardEvent) => void;
  onCopy: (e: ClipboardEvent) => void;
  onPaste: (e: ClipboardEvent) => void;
}

/** useGridKeys makes a grid follow the keys of spreadsheets. In an editable one Tab goes from cell to cell; after Escape it leaves. */
export function useGridKeys({ active, value, size, edits, editable, editing, go, hideNote }: Props): GridKeys {
  const released = useRef(false);
  const whileEditing = (e: KeyboardEvent) => {
    const leave = (e.key === "Enter" && !e.shiftKey) || e.key === "Tab";
    if (!leave && e.key !== "Escape") return;
    e.preventDefault();
    if (leave) editing.commit();
    else editing.cancel();
    go((leave ? move(active, { key: e.key === "Tab" ? "Tab" : "ArrowDown", ctrl: false, shift: e.shiftKey }, size) : null) ?? active);
  };
  /** Does what changes something; false when the key is none of those. */
  const act = (e: KeyboardEvent, ctrl: boolean): boolean => {
    if (edits === undefined) return false;
    if (ctrl && e.key === "z") edits.onUndo();
    else if (ctrl && e.key === "Enter") edits.onSubmit(active.row);
    else if (!editable || ctrl) return false;
    else if (e.key === "Enter" || e.key === "F2") editing.begin(value);
    else if (e.key === "Delete" || e.key === "Backspace") edits.onCommit(active.row, active.col, "");
    else return false;
    return true;
  };
  return {
    onKeyDown(e) {
      // A composition has its own keys.
      if (e.nativeEvent.isComposing) return;
      if (editing.draft !== null) {
        whileEditing(e);
        return;
      }
      if (e.key === "Escape") {
        released.current = true;
        hideNote();
        return;
      }
      const ctrl = e.ctrlKey || e.metaKey;
      const leaves = e.key === "Tab" && (edits === undefined || released.current);
      if (e.key !== "Shift") released.current = false;
      if (leaves) return;
      if (!act(e, ctrl)) {
        const to = move(active, { key: e.key, ctrl, shift: e.shiftKey }, size);
        if (to === null) return;
        go(to);
      }
      e.preventDefault();
    },
    onCopy(e) {
      if (editing.draft !== null || active.col < 0) return;
      e.clipboardData.setData("text/plain", value);
      e.preventDefault();
    },
    onPaste(e) {
      if (editing.draft !== null || edits === undefined || active.col < 0) return;
      edits.onPaste(active, parseBlock(e.clipboardData.getData("text/plain")));
      e.preventDefault();
    },
  };
}
