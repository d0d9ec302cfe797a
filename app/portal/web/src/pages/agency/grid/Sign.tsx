import type { Problem } from "./types";

/** Sign tells by its form what stands against a cell. */
export function Sign({ tone }: { tone: Problem["tone"] | "changed" }) {
  return (
    <svg className={`ag-sign ag-sign-${tone}`} viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {tone === "danger" && <path d="M5.2 2h5.6L14 5.2v5.6L10.8 14H5.2L2 10.8V5.2zM8 5v3.8M8 10.9v.1" />}
      {tone === "warn" && <path d="M8 2.5 14 13.5H2zM8 6.5v3.2M8 11.6v.1" />}
      {tone === "changed" && <path d="m10.6 2.8 2.6 2.6L6 12.6l-3.2.6.6-3.2z" />}
    </svg>
  );
}

/** worst is the sign that a list of problems shows. */
export function worst(problems: readonly Problem[]): Problem["tone"] | null {
  if (problems.length === 0) return null;
  return problems.some((p) => p.tone === "danger") ? "danger" : "warn";
}
