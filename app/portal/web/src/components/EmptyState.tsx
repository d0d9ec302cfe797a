import type { ReactNode } from "react";

interface Props {
  /** Why nothing is here. */
  why: string;
  /** What to do about it. */
  todo: ReactNode;
  /** A button or link that does it. */
  action?: ReactNode;
}

/** EmptyState stands where a list is empty. */
export function EmptyState({ why, todo, action }: Props) {
  return (
    <div className="cx-empty">
      <svg viewBox="0 0 64 48" width="64" height="48" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" aria-hidden="true">
        <path d="M12 8h28l12 12v22H12zM40 8v12h12" />
        <path d="M20 28h24M20 34h16" strokeDasharray="3 3" />
      </svg>
      <p className="cx-empty-why">{why}</p>
      <p>{todo}</p>
      {action}
    </div>
  );
}
