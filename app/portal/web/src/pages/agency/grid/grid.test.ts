import { describe, expect, it } from "vitest";
import { move, type Place } from "./move";
import { parseBlock } from "./paste";

describe("move", () => {
  const size = { rows: 5, cols: 4, page: 2 };
  const cases: [string, Place, string, Partial<{ ctrl: boolean; shift: boolean }>, Place | null][] = [
    ["down", { row: 1, col: 2 }, "ArrowDown", {}, { row: 2, col: 2 }],
    ["down at the bottom stays", { row: 4, col: 2 }, "ArrowDown", {}, { row: 4, col: 2 }],
    ["left of the first column is the head", { row: 1, col: 0 }, "ArrowLeft", {}, { row: 1, col: -1 }],
    ["left of the head stays", { row: 1, col: -1 }, "ArrowLeft", {}, { row: 1, col: -1 }],
    ["control goes to the end", { row: 1, col: 0 }, "ArrowRight", { ctrl: true }, { row: 1, col: 3 }],
    ["home", { row: 3, col: 3 }, "Home", {}, { row: 3, col: 0 }],
    ["the very end", { row: 0, col: 0 }, "End", { ctrl: true }, { row: 4, col: 3 }],
    ["a page down", { row: 1, col: 1 }, "PageDown", {}, { row: 3, col: 1 }],
    ["tab wraps to the next row", { row: 1, col: 3 }, "Tab", {}, { row: 2, col: 0 }],
    ["tab leaves at the last cell", { row: 4, col: 3 }, "Tab", {}, null],
    ["shift and tab wrap back", { row: 1, col: 0 }, "Tab", { shift: true }, { row: 0, col: 3 }],
    ["shift and tab leave at the first cell", { row: 0, col: 0 }, "Tab", { shift: true }, null],
    ["a letter leads nowhere", { row: 0, col: 0 }, "a", {}, null],
  ];
  it.each(cases)("%s", (_, from, key, mods, want) => {
    expect(move(from, { key, ctrl: false, shift: false, ...mods }, size)).toEqual(want);
  });
});

describe("parseBlock", () => {
  it.each([
    ["one cell", "甲", [["甲"]]],
    ["rows and columns, with the end of the last row", "a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]],
    ["empty cells", "a\t\n\tb", [["a", ""], ["", "b"]]],
    ["a break and a quote in a cell", '"x\ny"\t"say ""no"""\n', [["x\ny", 'say "no"']]],
    ["a quote that is text", '5" pipe\t"quoted" word', [['5" pipe', '"quoted" word']]],
    ["nothing", "", []],
  ])("%s", (_, text, want) => {
    expect(parseBlock(text)).toEqual(want);
  });
});
