import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, fetchData } from "../../../api/client";
import type { Quarantined } from "../shared/useOpenQuarantine";

/** So many entries are corrected at a time. */
export const mostAtOnce = 50;

/** So many are read beside one another. */
const beside = 6;

export interface Records {
  found: Quarantined[];
  /** What could not be read, and why. */
  lost: { id: string; error: unknown }[];
}

/**
 * useRecords reads entries with what was sent. Each reading is in the ledger, so they are read once. The language is not in the key,
 * although the reasons are sentences in it: another one would load the workbench anew, with the edits that are nowhere else.
 */
export function useRecords(ids: readonly string[]): UseQueryResult<Records> {
  return useQuery({
    queryKey: ["agency", "quarantine", "records", ids],
    enabled: ids.length > 0,
    staleTime: Infinity,
    // What was sent may hold personal data: it does not outlive the page that shows it.
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const all: Records = { found: [], lost: [] };
      for (let i = 0; i < ids.length; i += beside) {
        const part = ids.slice(i, i + beside);
        const answers = await Promise.allSettled(part.map((id) => readRecord(id, signal)));
        signal.throwIfAborted();
        answers.forEach((a, k) => {
          if (a.status === "fulfilled") all.found.push(a.value);
          else all.lost.push({ id: part[k] ?? "", error: a.reason });
        });
      }
      return all;
    },
  });
}

/** readRecord reads one entry. */
export function readRecord(id: string, signal?: AbortSignal): Promise<Quarantined> {
  return fetchData(api.GET("/v1/quarantine/{id}", { params: { path: { id } }, ...(signal === undefined ? {} : { signal }) }));
}

/** saveRaw reads an entry and saves what was sent as a file. */
export async function saveRaw(id: string): Promise<void> {
  const q = await readRecord(id);
  const bytes = Uint8Array.from(atob(q.raw), (c) => c.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: q.content_type }));
  link.download = `${q.id}.${q.content_type.startsWith("text/csv") ? "csv" : q.content_type.startsWith("application/json") ? "json" : "bin"}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
