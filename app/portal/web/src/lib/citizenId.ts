const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** looksLikeCitizenId tells a text that is an ID number of a person (GB 11643): it must stay out of addresses and logs. */
export function looksLikeCitizenId(text: string): boolean {
  const id = text.trim().toUpperCase();
  if (/^[1-9]\d{7}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$/.test(id)) return true;
  if (!/^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX]$/.test(id)) return false;
  const sum = weights.reduce((n, w, i) => n + w * Number(id.charAt(i)), 0);
  return id.charAt(17) === "10X98765432".charAt(sum % 11);
}
