/** marked cuts a text into what stands before, in and after its first match, whatever the case of letters and the width of characters. */
export function marked(whole: string, part: string): [before: string, match: string, after: string] {
  const needle = part.trim();
  const at = needle === "" ? -1 : flat(whole).indexOf(flat(needle));
  // Where making it comparable changes its length, nothing is marked rather than the wrong part.
  if (at < 0 || flat(whole).length !== whole.length || flat(needle).length !== needle.length) return [whole, "", ""];
  return [whole.slice(0, at), whole.slice(at, at + needle.length), whole.slice(at + needle.length)];
}

const flat = (text: string): string => text.normalize("NFKC").toUpperCase();
