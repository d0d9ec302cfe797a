import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { useText } from "../../../lib/text";
import { text } from "./text";
import type { Anchor } from "./useAnchor";

interface Props {
  options: readonly string[] | undefined;
  /** null while nothing is edited. */
  draft: string | null;
  anchor: Anchor | null;
  onChoose: (value: string) => void;
}

export interface Options {
  id: string;
  /** Below the cell; null while there is nothing to choose. */
  node: ReactNode;
  /** The id of the marked value. */
  current: string | undefined;
  /** Typing narrows the list. */
  typed: () => void;
  onKeyDown: (e: KeyboardEvent) => void;
}

const width = 260;

/** useOptions is the list of values of a cell while it is edited: the arrows go through it, typing narrows it, other texts stay allowed. */
export function useOptions({ options, draft, anchor, onChoose }: Props): Options {
  const t = useText(text);
  const id = useId();
  const [mark, setMark] = useState({ at: -1, narrow: false });
  const values = draft === null ? [] : (options?.filter((o) => !mark.narrow || o.includes(draft.trim())) ?? []);
  const open = values.length > 0 && anchor !== null;
  useEffect(() => {
    if (open && mark.at >= 0) document.getElementById(`${id}-${mark.at}`)?.scrollIntoView({ block: "nearest" });
  }, [open, mark.at, id]);
  const onKeyDown = (e: KeyboardEvent) => {
    if (!open || e.nativeEvent.isComposing) return;
    const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      e.preventDefault();
      const at = mark.at < 0 && step < 0 ? values.length - 1 : (mark.at + step + values.length) % values.length;
      setMark({ ...mark, at });
      return;
    }
    const chosen = values[mark.at];
    // The grid then goes on to the next cell.
    if ((e.key === "Enter" || e.key === "Tab") && chosen !== undefined) onChoose(chosen);
  };
  const node =
    open && anchor !== null ? (
      <ul role="listbox" id={id} aria-label={t("options")} className="ag-options" style={{ left: Math.max(0, Math.min(anchor.left, anchor.boxWidth - width)), top: anchor.bottom, minWidth: anchor.width }}>
        {values.map((v, i) => (
          // The keyboard is the input's.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={v}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === mark.at}
            // The input keeps the focus.
            onMouseDown={(e) => {
              e.preventDefault();
            }}
            onClick={() => {
              onChoose(v);
            }}
          >
            {v}
          </li>
        ))}
      </ul>
    ) : null;
  return {
    id,
    node,
    current: open && mark.at >= 0 ? `${id}-${mark.at}` : undefined,
    typed: () => {
      setMark({ at: -1, narrow: true });
    },
    onKeyDown,
  };
}
