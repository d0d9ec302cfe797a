import type { Charset } from "./table";

/** How much of the beginning tells the charset, as at the exchange. */
const enough = 64 << 10;

/** detectCharset tells UTF-8 from GB18030, which holds GBK, by the beginning of a text. */
export async function detectCharset(file: Blob): Promise<Charset> {
  const head = new Uint8Array(await file.slice(0, enough).arrayBuffer());
  try {
    // As a stream, so that a character cut off at the end is no mistake.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return "utf-8";
  } catch {
    return "gb18030";
  }
}

/** texts decodes a file piece by piece, without a byte-order mark; a broken character becomes U+FFFD, as the exchange refuses it anyway. */
export async function* texts(file: Blob, charset: Charset): AsyncGenerator<string> {
  const decoder = new TextDecoder(charset);
  const reader = file.stream().getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield decoder.decode(part.value, { stream: true });
    yield decoder.decode();
  } finally {
    await reader.cancel();
  }
}

/** linesOf cuts text into lines by LF, without it; the last one may be without. */
export async function* linesOf(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const part of parts) {
    let from = 0;
    for (let end = part.indexOf("\n"); end >= 0; end = part.indexOf("\n", from)) {
      yield rest + part.slice(from, end);
      rest = "";
      from = end + 1;
    }
    rest += part.slice(from);
  }
  if (rest !== "") yield rest;
}
