/** Part is a file inside a zip. */
interface Part {
  method: number;
  size: number;
  offset: number;
}

/** Zip is what the directory of a zip file lists; parts are read one by one. */
export interface Zip {
  file: Blob;
  parts: Map<string, Part>;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
/** The end record, with the longest comment. */
const endMost = 22 + 0xffff;

const view = async (b: Blob) => new DataView(await b.arrayBuffer());

/** openZip reads the directory. It throws when there is none, or one larger than 4 GiB (zip64). */
export async function openZip(file: Blob): Promise<Zip> {
  const tail = await view(file.slice(Math.max(0, file.size - endMost)));
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== endMark) at--;
  if (at < 0) throw new Error("no zip");
  const count = tail.getUint16(at + 10, true);
  const start = tail.getUint32(at + 16, true);
  const directory = await view(file.slice(start, start + tail.getUint32(at + 12, true)));
  const parts = new Map<string, Part>();
  const names = new TextDecoder();
  for (let i = 0, p = 0; i < count; i++) {
    if (directory.getUint32(p, true) !== entryMark) throw new Error("a broken directory");
    const name = directory.getUint16(p + 28, true);
    parts.set(names.decode(new Uint8Array(directory.buffer, p + 46, name)), {
      method: directory.getUint16(p + 10, true),
      size: directory.getUint32(p + 20, true),
      offset: directory.getUint32(p + 42, true),
    });
    p += 46 + name + directory.getUint16(p + 30, true) + directory.getUint16(p + 32, true);
  }
  return { file, parts };
}

/** partTexts is the text of a part, piece by piece; nothing for a part that is not there. */
export async function* partTexts(zip: Zip, name: string): AsyncGenerator<string> {
  const part = zip.parts.get(name);
  if (part === undefined) return;
  const head = await view(zip.file.slice(part.offset, part.offset + 30));
  const start = part.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = zip.file.slice(start, start + part.size).stream();
  const reader = (part.method === 0 ? packed : packed.pipeThrough(new DecompressionStream("deflate-raw"))).getReader();
  const decoder = new TextDecoder();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield decoder.decode(chunk.value, { stream: true });
    yield decoder.decode();
  } finally {
    await reader.cancel();
  }
}

/** partText is the whole text of a part; it throws when that is longer than `most` characters. */
export async function partText(zip: Zip, name: string, most: number): Promise<string> {
  let all = "";
  for await (const text of partTexts(zip, name)) {
    all += text;
    if (all.length > most) throw new Error("too long a part");
  }
  return all;
}
