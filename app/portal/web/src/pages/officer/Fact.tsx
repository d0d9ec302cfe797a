import type { ReactNode } from "react";

interface Props {
  name: string;
  /** Spans two columns of the grid, or all. */
  wide?: boolean | "all";
  children: ReactNode;
}

/** Fact is a name with its value in a description list. */
export function Fact({ name, wide = false, children }: Props) {
  return (
    <div className={wide === "all" ? "of-whole" : wide ? "of-wide" : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
