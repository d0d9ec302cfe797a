const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/** Flaw says what keeps a text from being a unified social credit code (GB 32100-2015). */
export type Flaw = "length" | "letter" | "check";

/** usccFlaw checks a unified social credit code: 18 signs without I, O, S, V, Z, the last computed from the others. */
export function usccFlaw(code: string): Flaw | null {
  if (code.length !== 18) return "length";
  const signs = Array.from(code, (c) => alphabet.indexOf(c));
  if (signs.includes(-1)) return "letter";
  let weight = 1;
  let sum = 0;
  for (const s of signs.slice(0, 17)) {
    sum += s * weight;
    weight = (weight * 3) % 31;
  }
  return signs[17] === (31 - (sum % 31)) % 31 ? null : "check";
}
