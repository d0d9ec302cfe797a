import { useEffect, useRef, type RefObject } from "react";
import { useText } from "../../../lib/text";
import { text } from "./text";
import { useFloat } from "./useFloat";
import type { Marks } from "./useMarks";

interface Props {
  marks: Marks;
  /** The input whose values these are. */
  input: RefObject<HTMLElement | null>;
  onChoose: (value: string) => void;
}

/** Options is the list of values below an input. The keyboard is the input's; the pointer may choose here. */
export function Options({ marks, input, onChoose }: Props) {
  const t = useText(text);
  const node = useRef<HTMLDivElement>(null);
  useFloat(
    node,
    () => input.current,
    (n, cell) => {
      const up = cell.bottom + n.offsetHeight > window.innerHeight && cell.top > n.offsetHeight;
      n.style.minWidth = `${cell.width}px`;
      n.style.left = `${Math.max(8, Math.min(cell.left, window.innerWidth - n.offsetWidth - 16))}px`;
      n.style.top = `${up ? cell.top - n.offsetHeight - 4 : cell.bottom + 2}px`;
    },
  );
  const { at } = marks;
  useEffect(() => {
    if (at >= 0) node.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);
  return (
    <div role="listbox" id={marks.id} ref={node} aria-label={t("options")} tabIndex={-1} className="ag-options">
      {marks.values.map((v, i) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={v}
          id={`${marks.id}-${i}`}
          role="option"
          tabIndex={-1}
          aria-selected={i === at}
          // The input keeps the focus.
          onMouseDown={(e) => {
            e.preventDefault();
          }}
          onClick={() => {
            onChoose(v);
          }}
        >
          {v}
        </div>
      ))}
    </div>
  );
}
