import { useId, useState, type KeyboardEvent } from "react";

export interface Marks {
  /** Of the list. */
  id: string;
  /** The values that fit what was typed; none while nothing is edited. */
  values: readonly string[];
  /** The marked value; -1 for none. */
  at: number;
  /** Typing narrows the list. */
  typed: () => void;
  onKeyDown: (e: KeyboardEvent) => void;
}

/** useMarks goes through the values of a cell while it is edited: the arrows mark one, Enter and Tab take it; other texts stay allowed. */
export function useMarks(options: readonly string[] | undefined, draft: string | null, onChoose: (value: string) => void): Marks {
  const id = useId();
  const [mark, setMark] = useState({ at: -1, narrow: false });
  const values = draft === null ? [] : (options?.filter((o) => !mark.narrow || o.includes(draft.trim())) ?? []);
  return {
    id,
    values,
    at: mark.at,
    typed() {
      setMark({ at: -1, narrow: true });
    },
    onKeyDown(e) {
      if (values.length === 0 || e.nativeEvent.isComposing) return;
      const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
      if (step !== 0) {
        e.preventDefault();
        setMark({ ...mark, at: mark.at < 0 && step < 0 ? values.length - 1 : (mark.at + step + values.length) % values.length });
        return;
      }
      const chosen = values[mark.at];
      // The grid then goes on to the next cell.
      if ((e.key === "Enter" || e.key === "Tab") && chosen !== undefined) onChoose(chosen);
    },
  };
}
