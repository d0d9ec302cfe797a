import { describe, expect, it } from "vitest";
import { parseCSV } from "./csv";

describe("parseCSV", () => {
  it.each([
    ["plain cells", "a,b\nc,d\n", [["a", "b"], ["c", "d"]]],
    ["quotes, commas and breaks inside a cell", '"a ""b"", c","d\ne"\n', [['a "b", c', "d\ne"]]],
    ["no line break at the end, and one of Windows", "a,\r\nb,", [["a", ""], ["b", ""]]],
    ["comments and empty lines are no rows", "# x\n\na,b\n", [["a", "b"]]],
    ["nothing", "", []],
  ])("%s", (_, csv, want) => {
    expect(parseCSV(csv)).toEqual(want);
  });
});
