/**
 * A reader of QR codes (ISO/IEC 18004) as they are drawn on the screen: without damage, so that nothing needs correcting. It reads what the
 * page drew with code of its own, not with that which drew it.
 */

type Grid = boolean[][];

/** Codewords for correction in each block, and the lengths of the blocks' data, of level M by version. */
const blocksM: Record<number, [correction: number, data: number[]]> = {
  5: [24, [43, 43]],
  6: [16, [27, 27, 27, 27]],
  7: [18, [31, 31, 31, 31]],
  8: [22, [38, 38, 39, 39]],
  9: [22, [36, 36, 36, 37, 37]],
  10: [26, [43, 43, 43, 43, 44]],
  11: [30, [50, 51, 51, 51, 51]],
  12: [22, [36, 36, 36, 36, 36, 36, 37, 37]],
  13: [22, [37, 37, 37, 37, 37, 37, 37, 37, 38]],
};

/** Centres of the alignment patterns by version. */
const centres: Record<number, number[]> = { 5: [6, 30], 6: [6, 34], 7: [6, 22, 38], 8: [6, 24, 42], 9: [6, 26, 46], 10: [6, 28, 50], 11: [6, 30, 54], 12: [6, 32, 58], 13: [6, 34, 62] };

const masks: ((y: number, x: number) => boolean)[] = [
  (y, x) => (y + x) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
];

/** decodeQr reads a code of bytes at level M from the path of its dark modules, in a square of `size` modules. */
export function decodeQr(path: string, size: number): string {
  const grid = gridOf(path, size);
  const version = (size - 17) / 4;
  const [correction, lengths] = blocksM[version] ?? fail(`no table for ${size} modules`);
  const format = [0, 1, 2, 3, 4, 5, 7, 8].reduce((bits, x) => bits * 2 + Number(grid[8]?.[x]), 0);
  // The first five bits of the format, masked with 10101: level M is 00, then the number of the mask.
  const five = (format >> 3) ^ 0b10101;
  if (five >> 3 !== 0) fail("another level than M");
  const mask = masks[five & 7] ?? fail("no such mask");
  const words = codewords(grid, size, version, mask);
  const data = interleaved(words, lengths);
  if (words.length < lengths.reduce((n, l) => n + l + correction, 0)) fail("too few codewords");
  return textOf(data, version);
}

function fail(why: string): never {
  throw new Error(`QR: ${why}`);
}

/** gridOf reads a path of horizontal strokes and rectangles: M x y h w v1 H x z, or M x,y h w v1 H x z. */
function gridOf(path: string, size: number): Grid {
  const grid: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, w] of path.matchAll(/M\s*(\d+)[ ,](\d+)\s*h\s*(\d+)/g)) {
    for (let i = 0; i < Number(w); i++) {
      const row = grid[Number(y)];
      if (row !== undefined) row[Number(x) + i] = true;
    }
  }
  return grid;
}

/** reserved tells the modules that hold no data: finders with format, timing, alignment, version. */
function reserved(y: number, x: number, size: number, version: number): boolean {
  if ((y < 9 && x < 9) || (y < 9 && x >= size - 8) || (y >= size - 8 && x < 9) || y === 6 || x === 6) return true;
  if (version >= 7 && ((y < 6 && x >= size - 11) || (x < 6 && y >= size - 11))) return true;
  const at = centres[version] ?? [];
  const last = at.at(-1);
  return at.some((cy) => at.some((cx) => !((cy === 6 && cx === 6) || (cy === 6 && cx === last) || (cy === last && cx === 6)) && Math.abs(y - cy) <= 2 && Math.abs(x - cx) <= 2));
}

/** codewords reads the bits in pairs of columns from the right, upwards and downwards in turn. */
function codewords(grid: Grid, size: number, version: number, mask: (y: number, x: number) => boolean): number[] {
  const bits: boolean[] = [];
  let up = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right--;
    for (let i = 0; i < size; i++) {
      const y = up ? size - 1 - i : i;
      for (const x of [right, right - 1]) if (!reserved(y, x, size, version)) bits.push((grid[y]?.[x] ?? false) !== mask(y, x));
    }
    up = !up;
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, i) => bits.slice(8 * i, 8 * i + 8).reduce((n, b) => n * 2 + Number(b), 0));
}

/** interleaved puts the data of the blocks, which are dealt out in turn, back in order. */
function interleaved(words: readonly number[], lengths: readonly number[]): number[] {
  const blocks = lengths.map((): number[] => []);
  let next = 0;
  for (let i = 0; i < Math.max(...lengths); i++) {
    for (const [b, length] of lengths.entries()) if (i < length) blocks[b]?.push(words[next++] ?? 0);
  }
  return blocks.flat();
}

/** textOf reads one segment of bytes: 4 bits of mode, the count, the bytes. */
function textOf(data: readonly number[], version: number): string {
  const bits = data.map((n) => n.toString(2).padStart(8, "0")).join("");
  if (!bits.startsWith("0100")) fail("no segment of bytes");
  const wide = version < 10 ? 8 : 16;
  const count = parseInt(bits.slice(4, 4 + wide), 2);
  const bytes = Array.from({ length: count }, (_, i) => parseInt(bits.slice(4 + wide + 8 * i, 12 + wide + 8 * i), 2));
  return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
}
