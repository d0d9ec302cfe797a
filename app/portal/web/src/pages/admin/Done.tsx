import { useState } from "react";
import { EvidenceTag } from "../../components/EvidenceTag";
import { StatusTag } from "../../components/StatusTag";

/** Act is something that was just done here, with the number of its evidence. */
export interface Act {
  said: string;
  evidence: string | null;
}

/** useDone keeps the last act of a page, to be said. */
export function useDone(): [Act | null, (act: Act) => void] {
  return useState<Act | null>(null);
}

/** Done says what was just done; it is always there, so that it is heard when it changes. */
export function Done({ act }: { act: Act | null }) {
  return (
    <div role="status" className="ad-done">
      {act !== null && (
        <p>
          <StatusTag tone="ok">{act.said}</StatusTag> <EvidenceTag index={act.evidence} />
        </p>
      )}
    </div>
  );
}
