import { useEffect, useRef, type RefObject } from "react";
import { createPortal } from "react-dom";
import type { GridColumn } from "./types";
import type { Anchor } from "./useAnchor";
import { useOptions } from "./useOptions";

interface Props {
  column: GridColumn;
  label: string;
  invalid: boolean;
  describedBy: string | undefined;
  /** null while the cell only has the focus: the first letter typed begins to edit, also one of an input method. */
  draft: string | null;
  onDraft: (text: string) => void;
  /** A value was chosen. */
  onChoose: (text: string) => void;
  onBlur: () => void;
  anchor: Anchor | null;
  /** Where lists float. */
  box: RefObject<HTMLElement | null>;
}

/** How wide the editor of a long text is at least, in pixels. */
const longWidth = 380;

/**
 * Editor is the input of the cell with the focus. It is there before editing begins, unseen, because a composition of Chinese
 * can only begin in an input, and would be lost if another took its place.
 */
export function Editor({ column, label, invalid, describedBy, draft, onDraft, onChoose, onBlur, anchor, box }: Props) {
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const editing = draft !== null;
  const list = useOptions({ options: column.options, draft, anchor, onChoose });
  useEffect(() => {
    const node = input.current;
    if (editing && node !== null) node.setSelectionRange(node.value.length, node.value.length);
  }, [editing]);
  const common = {
    ref: input,
    "data-focus": true,
    className: editing ? "ag-editor ag-editing" : "ag-editor",
    value: draft ?? "",
    "aria-label": label,
    "aria-invalid": invalid,
    "aria-describedby": describedBy,
    spellCheck: false,
    autoComplete: "off",
    onChange: (e: { target: { value: string } }) => {
      list.typed();
      onDraft(e.target.value);
    },
    onBlur,
  };
  if (column.options !== undefined) {
    return (
      <>
        <input {...common} role="combobox" aria-expanded={list.node !== null} aria-controls={list.id} aria-activedescendant={list.current} aria-autocomplete="list" onKeyDown={list.onKeyDown} />
        {box.current !== null && createPortal(list.node, box.current)}
      </>
    );
  }
  if (column.long !== true) return <input {...common} />;
  // Above everything, so that a small grid does not cut it off.
  const width = Math.max(anchor?.width ?? 0, longWidth);
  const style = editing && anchor !== null ? { left: Math.min(anchor.windowLeft, window.innerWidth - width - 16), top: anchor.windowTop, width } : undefined;
  return <textarea {...common} className={`${common.className} ag-editor-long`} style={style} />;
}
