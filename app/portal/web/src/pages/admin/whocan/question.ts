import { text } from "../../../lib/urlState";

/** Question is what the address holds: nothing of it is about a person. */
export interface Question {
  action: string;
  resource: string;
  division: string;
  purpose: string;
  case: string;
  agency: string;
}

export const shape = { action: text(), resource: text(), division: text(), purpose: text(), case: text(), agency: text() };

/** Actions of which a resource, a division and a purpose matter; the first is what is asked most. */
export const usual = "record.query";

/** askOf is what the interface is asked with. */
export function askOf(q: Question): { action: string; object: string; division: string; purpose: string; case_no: string } {
  return { action: q.action, object: q.resource === "" ? "" : `resource/${q.resource}`, division: q.division, purpose: q.purpose, case_no: q.case };
}
