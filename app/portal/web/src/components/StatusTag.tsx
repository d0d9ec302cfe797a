import type { ReactNode } from "react";

export type Tone = "ok" | "warn" | "danger" | "info" | "neutral";

const signs: Record<Tone, ReactNode> = {
  ok: <path d="m3.5 8.5 3 3 6-6.5" />,
  warn: <path d="M8 2.5 14 13.5H2zM8 6.5v3.2M8 11.6v.1" />,
  danger: <path d="M5.2 2h5.6L14 5.2v5.6L10.8 14H5.2L2 10.8V5.2zM8 5v3.8M8 10.9v.1" />,
  info: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.4v3.4M8 5.1v.1" />,
  neutral: <path d="M4 8h8" />,
};

/** StatusTag tells a state by sign and word, and by colour only besides. */
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`cx-status cx-status-${tone}`}>
      <svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        {signs[tone]}
      </svg>
      {children}
    </span>
  );
}
