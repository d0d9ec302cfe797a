import { date, flag, text, type Codec } from "../../../lib/urlState";
import { readAsOf } from "./asOf";

const asOf: Codec<string> = { fallback: "", parse: readAsOf, format: (v) => v };

/** What of a profile is shown, as it stands in the address: none of it is personal. */
export const viewShape = { as_of: asOf, valid_on: date(), versions: flag(), class: text() };
