// @vitest-environment node
import { describe, expect, it } from "vitest";
import { numberText, plainText, readForms, unescapeXml } from "./cells";
import { readXlsx } from "./xlsx";

const bytes = (...numbers: [size: 2 | 4, value: number][]) =>
  Uint8Array.from(numbers.flatMap(([size, value]) => Array.from({ length: size }, (_, i) => (value >>> (8 * i)) & 0xff)));

/** zip packs texts by name, every second one compressed. Check sums are left out: the reader does not look at them. */
async function zip(files: Record<string, string>): Promise<Blob> {
  const parts: Blob[] = [];
  const directory: Blob[] = [];
  let offset = 0;
  let i = 0;
  for (const [name, text] of Object.entries(files)) {
    const packed = i++ % 2 === 1;
    const plain = new Blob([text]);
    const body = packed ? await new Response(plain.stream().pipeThrough(new CompressionStream("deflate-raw"))).blob() : plain;
    const both = bytes([2, 20], [2, 0], [2, packed ? 8 : 0], [4, 0], [4, 0], [4, body.size], [4, plain.size], [2, name.length], [2, 0]);
    parts.push(new Blob([bytes([4, 0x04034b50]), both, name, body]));
    directory.push(new Blob([bytes([4, 0x02014b50], [2, 20]), both, bytes([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name]));
    offset += 30 + name.length + body.size;
  }
  const list = new Blob(directory);
  return new Blob([...parts, list, bytes([4, 0x06054b50], [2, 0], [2, 0], [2, i], [2, i], [4, list.size], [4, offset], [2, 0])]);
}

const book = {
  "xl/workbook.xml": '<workbook><sheets><sheet name="隐藏" sheetId="3" state="hidden" r:id="rId2"/><sheet name="许可" sheetId="1" r:id="rId1"/><sheet name="说明 &amp; 例" sheetId="2" r:id="rId2"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
  "xl/sharedStrings.xml": '<sst><si><t>名称</t></si><si><r><t>决定</t></r><r><t xml:space="preserve">日期 </t></r><rPh sb="0" eb="1"><t>jue</t></rPh></si><si><t>甲&lt;乙_x000D_</t></si></sst>',
  "xl/styles.xml":
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="171" formatCode="000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14" xfId="0"><alignment/></xf><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>',
  "xl/worksheets/sheet1.xml":
    '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>代码</t></is></c></row><row r="2"/>' +
    '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" s="1"><v>46351</v></c><c r="C3" s="3"><v>71</v></c></row><row r="6"><c r="C6" t="str"><v>末</v></c></row></sheetData></worksheet>',
  "xl/worksheets/sheet2.xml": '<worksheet><sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData></worksheet>',
};

describe("readXlsx", () => {
  it("reads rows by their numbers, texts as they stand, days as days", async () => {
    const got = await readXlsx(await zip(book), "", { first: 10, lines: [] });
    expect(got.sheets).toEqual(["许可", "说明 & 例"]);
    expect(got.header).toEqual(["名称", "决定日期", "代码"]);
    expect(got.rows).toEqual([
      { line: 3, cells: ["甲<乙\r", "2026-11-25", "000071"] },
      { line: 6, cells: ["", "", "末"] },
    ]);
  });
  it("reads another sheet, whose rows carry no numbers", async () => {
    expect(await readXlsx(await zip(book), "说明 & 例", { first: 10, lines: [] })).toMatchObject({ header: ["1"], rows: [{ line: 2, cells: ["2"] }] });
  });
  it("keeps only what is wanted", async () => {
    expect((await readXlsx(await zip(book), "", { first: 0, lines: [6] })).rows.map((r) => r.line)).toEqual([6]);
  });
  it("refuses what is no workbook, and a sheet that is not there", async () => {
    await expect(readXlsx(new Blob(["PK"]), "", { first: 1, lines: [] })).rejects.toThrow();
    await expect(readXlsx(await zip(book), "别的", { first: 1, lines: [] })).rejects.toThrow();
  });
});

describe("cells", () => {
  const forms = readForms(book["xl/styles.xml"], false);
  it.each([
    ["a whole number", "12", 0, "12"],
    ["binary noise", "0.30000000000000004", 0, "0.3"],
    ["a built-in date", "46351", 1, "2026-11-25"],
    ["a date with a time", "46351.5", 1, "2026-11-25 12:00:00"],
    ["a custom date", "46351", 2, "2026-11-25"],
    ["the day that never was", "60", 1, "1900-02-29"],
    ["zeros in front", "71", 3, "000071"],
    ["no number", "#N/A", 0, "#N/A"],
  ])("%s", (_, raw, style, want) => {
    expect(numberText(raw, style, forms)).toBe(want);
  });
  it("counts from 1904 when the workbook does", () => {
    expect(numberText("44889", 1, readForms(book["xl/styles.xml"], true))).toBe("2026-11-25");
  });
  it("undoes escapes", () => {
    expect(unescapeXml("&lt;&#x4E2D;&#22269;&gt;&nope;")).toBe("<中国>&nope;");
    expect(plainText("<t/>")).toBe("");
  });
});
