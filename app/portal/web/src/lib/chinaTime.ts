/** chinaTime writes an instant as in China, to the second: what was known is judged by that clock, wherever the reader is. */
export function chinaTime(instant: string): string {
  const t = Date.parse(instant);
  return Number.isNaN(t) ? instant : new Date(t + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
}

/** chinaDay is the day of an instant in China, which official dates are of. Empty for what is no instant. */
export function chinaDay(instant: string): string {
  const t = Date.parse(instant);
  return Number.isNaN(t) ? "" : new Date(t + 8 * 3_600_000).toISOString().slice(0, 10);
}
