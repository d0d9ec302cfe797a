/**
 * Check characters of the identifiers an officer types, as the exchange checks them (internal/domain/subject). They are hints while
 * typing; what is right, the server decides. A function of this file gives the character that belongs at the end, "" when the text has
 * characters that cannot be in such a code.
 */

/** GB 32100-2015: digits and letters without I, O, S, V, Z. */
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const usccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2];
const citizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** usccCheck is the 18th character of a unified social credit code. */
export function usccCheck(code: string): string {
  let sum = 0;
  for (const [i, weight] of usccWeights.entries()) {
    const value = usccAlphabet.indexOf(code.charAt(i));
    if (value < 0 || code.charAt(i) === "") return "";
    sum += value * weight;
  }
  return usccAlphabet.charAt((31 - (sum % 31)) % 31);
}

/** orgCheck is the 9th character of an organisation code (GB 11714-1997). It counts in the whole alphabet. */
export function orgCheck(code: string): string {
  let sum = 0;
  for (const [i, weight] of orgWeights.entries()) {
    const c = code.charAt(i);
    if (!/^[0-9A-Z]$/.test(c)) return "";
    sum += (c <= "9" ? Number(c) : c.charCodeAt(0) - 55) * weight;
  }
  const rest = 11 - (sum % 11);
  return rest === 10 ? "X" : rest === 11 ? "0" : String(rest);
}

/** usccRight tells whether a unified social credit code holds both its check characters. */
export function usccRight(code: string): boolean {
  return /^[1-9A-Y][1-9A-Y]\d{6}/.test(code) && code.length === 18 && usccCheck(code) === code.charAt(17) && orgCheck(code.slice(8, 16)) === code.charAt(16);
}

/** regnoCheck is the 15th digit of a business registration number (GS15-2006). */
export function regnoCheck(number: string): string {
  if (!/^\d{14}/.test(number)) return "";
  let p = 10;
  for (const c of number.slice(0, 14)) {
    const t = (p + Number(c)) % 10 || 10;
    p = (2 * t) % 11;
  }
  return String((11 - p + 10) % 10);
}

/** citizenCheck is the 18th character of an ID number (GB 11643-1999). */
export function citizenCheck(id: string): string {
  if (!/^\d{17}/.test(id)) return "";
  const sum = citizenWeights.reduce((s, weight, i) => s + Number(id.charAt(i)) * weight, 0);
  return "10X98765432".charAt(sum % 11);
}

/** bornOn tells whether eight digits are a day somebody living can be born on: 1850 up to today. */
export function bornOn(digits: string, today: Date): boolean {
  const [, y, m, d] = /^(\d{4})(\d{2})(\d{2})$/.exec(digits) ?? [];
  const day = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)));
  return Number(y) >= 1850 && day.getUTCMonth() === Number(m) - 1 && day.getUTCDate() === Number(d) && day.getTime() <= today.getTime();
}
