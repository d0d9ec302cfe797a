import { useId, useState, type ReactNode } from "react";

/** Hint explains its content on hover and focus; Escape takes the hint away. */
export function Hint({ hint, children }: { hint: ReactNode; children: ReactNode }) {
  const id = useId();
  const [gone, setGone] = useState(false);
  return (
    // A hint must be reachable by keyboard though its content does nothing (WCAG 1.4.13).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <span
      className={gone ? "cx-hint cx-hint-gone" : "cx-hint"}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="note"
      aria-describedby={id}
      onKeyDown={(e) => {
        if (e.key === "Escape") setGone(true);
      }}
      onBlur={() => {
        setGone(false);
      }}
      onMouseLeave={() => {
        setGone(false);
      }}
    >
      {children}
      <span className="cx-hint-text" role="tooltip" id={id}>
        {hint}
      </span>
    </span>
  );
}
