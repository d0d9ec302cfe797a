import { api, fetchData } from "../../../api/client";
import { FaultError } from "../../../api/fault";
import type { Receipt } from "./corrections";

/** A refused correction is an entry of its own a moment later; so often it is waited for, for so long, in milliseconds. */
const tries = 6;
const pause = 700;

/** submitRecord submits a corrected record. `resource` is empty when it stays what it was. */
export async function submitRecord(id: string, record: string, resource: string): Promise<Receipt> {
  for (let i = 1; ; i++) {
    try {
      return await fetchData(api.POST("/v1/quarantine/{id}:resubmit", { params: { path: { id } }, body: { id, record, resource } }));
    } catch (error) {
      if (!(error instanceof FaultError) || error.fault.reason !== "QUARANTINE_UNKNOWN" || i === tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
