import { describe, expect, it } from "vitest";
import { readCsv, splitCells } from "./csv";

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield await Promise.resolve(text.slice(i, i + size));
}

const all = { first: 1_000, lines: [] };

describe("readCsv", () => {
  const cases: [string, string, string[], [number, string[]][]][] = [
    ["plain rows", "a,b\n1,2\n3,4\n", ["a", "b"], [[2, ["1", "2"]], [3, ["3", "4"]]]],
    ["CRLF and no end", "a,b\r\n1,2\r\n3,4", ["a", "b"], [[2, ["1", "2"]], [3, ["3", "4"]]]],
    ["a break inside quotes counts as a line of the file", 'a,b\n"x\ny",2\n3,4\n', ["a", "b"], [[2, ["x\ny", "2"]], [4, ["3", "4"]]]],
    ["CRLF inside quotes", 'a,b\r\n"x\r\ny",2\r\n3,4\r\n', ["a", "b"], [[2, ["x\r\ny", "2"]], [4, ["3", "4"]]]],
    ["doubled quotes", 'a\n"say ""no"""\nb\n', ["a"], [[2, ['say "no"']], [3, ["b"]]]],
    ["a quote inside a cell opens nothing", 'a,b\n5" pipe,x\ny,z\n', ["a", "b"], [[2, ['5" pipe', "x"]], [3, ["y", "z"]]]],
    ["blank lines and blank rows are no records but count as lines", "\na,b\n\n1,2\n , \n3,4\n", ["a", "b"], [[4, ["1", "2"]], [6, ["3", "4"]]]],
    ["empty columns at the end of the header", "a,b,,\n1,2,,\n", ["a", "b"], [[2, ["1", "2", "", ""]]]],
    ["a header broken into lines", '"许可\n决定日期", b \n1,2\n', ["许可决定日期", "b"], [[3, ["1", "2"]]]],
    ["only a header", "a,b\n", ["a", "b"], []],
    ["nothing", "", [], []],
  ];
  it.each(cases)("%s", async (_, text, header, rows) => {
    for (const size of [1, 3, 1_000]) {
      const got = await readCsv(pieces(text, size), all);
      expect(got.header).toEqual(header);
      expect(got.rows).toEqual(rows.map(([line, cells]) => ({ line, cells })));
    }
  });

  it("keeps the first rows and those that findings name, and then reads no further", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<string> {
      yield "a\n";
      for (;;) {
        asked++;
        yield await Promise.resolve(`${asked}\n`);
      }
    }
    const got = await readCsv(endless(), { first: 2, lines: [7, 5] });
    expect(got.rows.map((r) => r.line)).toEqual([2, 3, 5, 7]);
    expect(asked).toBeLessThan(10);
  });
});

describe("splitCells", () => {
  it("keeps what stands after a closing quote, which the exchange refuses", () => {
    expect(splitCells('"a"b,c')).toEqual(["ab", "c"]);
  });
  it("takes an empty last cell for one", () => {
    expect(splitCells('"a",')).toEqual(["a", ""]);
  });
});
