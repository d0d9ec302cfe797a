import { useEffect, useRef } from "react";
import { Options } from "./Options";
import type { GridColumn } from "./types";
import { useFloat } from "./useFloat";
import { useMarks } from "./useMarks";

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
}

/**
 * Editor is the input of the cell with the focus. It is there before editing begins, unseen, because a composition of Chinese
 * can only begin in an input, and would be lost if another took its place.
 */
export function Editor(p: Props) {
  const shared = {
    "data-focus": true,
    className: p.draft === null ? "ag-editor" : "ag-editor ag-editing",
    value: p.draft ?? "",
    "aria-label": p.label,
    "aria-invalid": p.invalid,
    "aria-describedby": p.describedBy,
    spellCheck: false,
    autoComplete: "off",
    onBlur: p.onBlur,
  };
  if (p.column.options !== undefined) return <CodeEditor {...p} shared={shared} />;
  return p.column.long === true ? <LongEditor {...p} shared={shared} /> : <LineEditor {...p} shared={shared} />;
}

interface Shared {
  className: string;
  value: string;
}

function LineEditor({ draft, onDraft, shared }: Props & { shared: Shared }) {
  const input = useRef<HTMLInputElement>(null);
  useCaretAtEnd(input, draft !== null);
  return <input ref={input} {...shared} onChange={(e) => onDraft(e.target.value)} />;
}

function CodeEditor({ column, draft, onDraft, onChoose, shared }: Props & { shared: Shared }) {
  const input = useRef<HTMLInputElement>(null);
  const marks = useMarks(column.options, draft, onChoose);
  const open = marks.values.length > 0;
  useCaretAtEnd(input, draft !== null);
  return (
    <>
      <input
        ref={input}
        {...shared}
        role="combobox"
        aria-expanded={open}
        aria-controls={open ? marks.id : undefined}
        aria-activedescendant={open && marks.at >= 0 ? `${marks.id}-${marks.at}` : undefined}
        aria-autocomplete="list"
        onKeyDown={marks.onKeyDown}
        onChange={(e) => {
          marks.typed();
          onDraft(e.target.value);
        }}
      />
      {open && <Options marks={marks} input={input} onChoose={onChoose} />}
    </>
  );
}

/** How wide the editor of a long text is at least, in pixels. */
const longWidth = 380;

function LongEditor({ draft, onDraft, shared }: Props & { shared: Shared }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const editing = draft !== null;
  useCaretAtEnd(input, editing);
  useFloat(
    input,
    () => input.current?.parentElement,
    (n, cell) => {
      // While it is edited it stands above everything, so that a small grid does not cut it off.
      const width = Math.max(cell.width, longWidth);
      n.style.width = editing ? `${width}px` : "";
      n.style.left = editing ? `${Math.min(cell.left, window.innerWidth - width - 16)}px` : "";
      n.style.top = editing ? `${cell.top}px` : "";
    },
  );
  return <textarea ref={input} {...shared} className={`${shared.className} ag-editor-long`} rows={1} onChange={(e) => onDraft(e.target.value)} />;
}

function useCaretAtEnd(input: React.RefObject<HTMLInputElement | HTMLTextAreaElement | null>, editing: boolean): void {
  useEffect(() => {
    const node = input.current;
    if (editing && node !== null) node.setSelectionRange(node.value.length, node.value.length);
  }, [input, editing]);
}
