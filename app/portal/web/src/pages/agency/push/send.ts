import { api, fetchData } from "../../../api/client";
import { FaultError } from "../../../api/fault";
import type { Schema } from "../../../api/types";
import { upload } from "../../../api/upload";
import type { Choice } from "./job";
import { kindOf, type Kind } from "./reading/table";

export type Receipt = Schema<"exchange.v1.Receipt">;
export type Outcome = Schema<"exchange.v1.Outcome">;

const types: Record<Kind, string> = {
  csv: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ndjson: "application/x-ndjson",
  json: "application/json",
};

/** Smaller files are not worth compressing; workbooks are already. In bytes. */
const packLeast = 64 << 10;

export interface Sending {
  file: File;
  choice: Choice;
  /** Empty for a trial, which stores nothing. */
  key: string;
  onProgress: (sent: number, total: number) => void;
  signal: AbortSignal;
}

/** sendFile pushes a file, compressed where that pays, and answers with the receipt. */
export async function sendFile({ file, choice, key, onProgress, signal }: Sending): Promise<Receipt> {
  const kind = kindOf(file.name) ?? "csv";
  const packs = kind !== "xlsx" && file.size >= packLeast;
  const body = packs ? await new Response(file.stream().pipeThrough(new CompressionStream("gzip")), {}).blob() : file;
  signal.throwIfAborted();
  const answer = await upload<Receipt>({
    path: pathOf(choice, kind, key === ""),
    body,
    contentType: kind === "xlsx" || choice.charset === null ? types[kind] : `${types[kind]}; charset=${choice.charset}`,
    headers: { ...(packs ? { "content-encoding": "gzip" } : {}), ...(key === "" ? {} : { "idempotency-key": key }) },
    onProgress,
    signal,
  });
  return answer.data;
}

/** So many findings of a trial are shown; who has more mends these first. */
const mostFindings = 3_000;

/** withMore reads on what a trial found beyond the first findings. */
export async function withMore(receipt: Receipt): Promise<Receipt> {
  const outcomes = [...receipt.outcomes];
  let cursor = receipt.next_cursor;
  while (cursor !== "" && outcomes.length < mostFindings) {
    const next = await fetchData(api.GET("/v1/receipts/{id}", { params: { path: { id: receipt.id }, query: { cursor, limit: 1_000 } } }));
    outcomes.push(...next.outcomes);
    cursor = next.next_cursor;
  }
  return { ...receipt, outcomes, next_cursor: cursor };
}

/** pathOf is the address of a push below the portal's door. */
export function pathOf(choice: Choice, kind: Kind, dryRun: boolean): string {
  const query = new URLSearchParams();
  if (dryRun) query.set("dry_run", "true");
  if (kind === "xlsx" && choice.sheet !== "") query.set("sheet", choice.sheet);
  const search = query.toString();
  const verb = choice.op === "withdraw" ? "withdraw" : "push";
  return `/v1/resources/${encodeURIComponent(choice.resource)}/records:${verb}${search === "" ? "" : `?${search}`}`;
}

/** brokeOff tells a push whose end is not known, or that can be taken up again, from one that was refused as a whole. */
export function brokeOff(error: unknown): boolean {
  if (!(error instanceof FaultError)) return true;
  const { reason, code } = error.fault;
  return error.passing || (code ?? 0) >= 500 || reason === "PUSH_INTERRUPTED" || reason === "PUSH_RUNNING" || reason === "TRUNCATED_BODY";
}
