import { parseVerifier } from "../../../lib/ledger/note";
import { ProofError, type Flaw } from "../../../lib/ledger/proofError";
import { recall, remember, store, useStore } from "../../../lib/store";

const place = "chengxin.ledger.key";

/** The verifier key that the auditor gave this browser, obtained elsewhere; empty while the one of the server serves. */
const own = store<string>(valid(recall(place) ?? ""));

/** useOwnKey follows it. */
export const useOwnKey = (): string => useStore(own);

/** keepOwnKey takes a key over and remembers it in this browser; it gives the flaw of one that is none. */
export function keepOwnKey(text: string): Flaw | null {
  try {
    parseVerifier(text);
  } catch (e) {
    if (e instanceof ProofError) return e.flaw;
    throw e;
  }
  remember(place, text.trim());
  own.set(text.trim());
  return null;
}

/** forgetOwnKey goes back to the key that the server shows. */
export function forgetOwnKey(): void {
  remember(place, "");
  own.set("");
}

/** keyParts are the name and the id of a verifier key, to be shown. */
export function keyParts(text: string): { name: string; id: string } {
  const [name = "", id = ""] = text.trim().split("+");
  return { name, id };
}

function valid(text: string): string {
  try {
    parseVerifier(text);
    return text;
  } catch {
    return "";
  }
}
