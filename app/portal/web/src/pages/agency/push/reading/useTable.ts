import { useEffect, useState } from "react";
import type { Charset, Kind, Table } from "./table";

/** Reading is the state of a preview: `busy` while it is read, and `failed` for a file that is beyond the preview. */
export interface Reading {
  table: Table | null;
  failed: boolean;
  busy: boolean;
}

export interface Source {
  file: File;
  kind: Kind;
  charset: Charset | null;
  sheet: string;
}

interface Answer {
  source: Source;
  lines: readonly number[];
  table: Table | null;
}

/** useTable reads the first rows of a file, and those of certain lines, beside the page. Keep both stable. */
export function useTable(source: Source | null, first: number, lines: readonly number[]): Reading {
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (source === null) return;
    const worker = new Worker(new URL("./reader.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", (e: MessageEvent<Table | null>) => {
      setAnswer({ source, lines, table: e.data });
      worker.terminate();
    });
    worker.addEventListener("error", () => {
      setAnswer({ source, lines, table: null });
    });
    const { file, kind, charset, sheet } = source;
    worker.postMessage({ file, kind, charset, sheet, wanted: { first, lines } });
    return () => {
      worker.terminate();
    };
  }, [source, first, lines]);
  // What was read of the same file before stays until the next answer is there.
  const current = answer !== null && answer.source === source ? answer : null;
  return { table: current?.table ?? null, failed: current !== null && current.table === null, busy: source !== null && current?.lines !== lines };
}
