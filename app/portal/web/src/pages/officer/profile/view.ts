import { date, flag, text, type Codec } from "../../../lib/urlState";
import { readAsOf } from "./asOf";

/** ViewState is what of a profile is shown, as it stands in the address: none of it is personal. */
export interface ViewState {
  /** A day, an instant, or empty for now. */
  as_of: string;
  /** Only what is in force on this day; empty for all. */
  valid_on: string;
  versions: boolean;
  /** Only records of this class; empty for all. */
  class: string;
}

export type ChangeView = (change: Partial<ViewState>) => void;

const asOf: Codec<string> = { fallback: "", parse: readAsOf, format: (v) => v };

export const viewShape = { as_of: asOf, valid_on: date(), versions: flag(), class: text() };
