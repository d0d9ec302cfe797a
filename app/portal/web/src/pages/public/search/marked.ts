/** marked finds a part of a text, whatever its case; null when it is not in there as it stands. */
export function marked(value: string, part: string): { before: string; hit: string; after: string } | null {
  const at = part === "" ? -1 : value.toLowerCase().indexOf(part.toLowerCase());
  if (at < 0) return null;
  return { before: value.slice(0, at), hit: value.slice(at, at + part.length), after: value.slice(at + part.length) };
}
