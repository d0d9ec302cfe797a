/** fromBase64 reads strict standard base64; undefined for anything else. */
export function fromBase64(s: string): Uint8Array | undefined {
  if (s.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(s)) return undefined;
  const raw = Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
  return toBase64(raw) === s ? raw : undefined;
}

/** toBase64 writes standard base64 with padding. */
export const toBase64 = (b: Uint8Array): string => btoa(Array.from(b, (c) => String.fromCharCode(c)).join(""));

/** toHex writes lower-case hexadecimal. */
export const toHex = (b: Uint8Array): string => Array.from(b, (c) => c.toString(16).padStart(2, "0")).join("");

/** utf8 is the bytes of a text. */
export const utf8 = (s: string): Uint8Array => new TextEncoder().encode(s);

/** concat joins bytes. */
export function concat(...parts: Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

/** same compares bytes; hashes and proofs are public, so the time it takes tells nothing. */
export const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((c, i) => c === b[i]);
