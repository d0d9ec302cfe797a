import { onIdentityChange } from "../../../api/session";
import { store } from "../../../lib/store";

/** About names the record that somebody wants to object to or have repaired. It stays in memory: not in an address, not in storage. */
export interface About {
  resource_name: string;
  document_no: string;
  agency_name: string;
  occurred_on: string;
  severity: string;
  headline: string;
}

export const about = store<About | null>(null);
onIdentityChange(() => {
  about.set(null);
});
