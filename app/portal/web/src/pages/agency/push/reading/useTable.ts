import { useEffect, useState } from "react";
import type { Charset, Kind, Table } from "./table";

/** Reading is the state of a preview: null while it is read, and `failed` for a file that is beyond the preview. */
export interface Reading {
  table: Table | null;
  failed: boolean;
  busy: boolean;
}

interface Source {
  file: File;
  kind: Kind;
  charset: Charset | null;
  sheet: string;
}

/** useTable reads the first rows of a file, and those of certain lines, beside the page. Keep `lines` stable. */
export function useTable(source: Source | null, first: number, lines: readonly number[]): Reading {
  const [reading, setReading] = useState<Reading>({ table: null, failed: false, busy: false });
  const { file, kind, charset, sheet } = source ?? {};
  useEffect(() => {
    if (file === undefined || kind === undefined) return;
    const worker = new Worker(new URL("./reader.worker.ts", import.meta.url), { type: "module" });
    setReading((r) => ({ ...r, busy: true }));
    worker.addEventListener("message", (e: MessageEvent<Table | null>) => {
      setReading({ table: e.data, failed: e.data === null, busy: false });
      worker.terminate();
    });
    worker.addEventListener("error", () => {
      setReading({ table: null, failed: true, busy: false });
    });
    worker.postMessage({ file, kind, charset: charset ?? null, sheet: sheet ?? "", wanted: { first, lines } });
    return () => {
      worker.terminate();
    };
  }, [file, kind, charset, sheet, first, lines]);
  return reading;
}
