// @vitest-environment node
import { describe, expect, it } from "vitest";
import { detectCharset } from "./charset";
import { read } from "./read";

/** 名称 in GBK, as a spreadsheet program of a Chinese Windows writes it. */
const gbk = new Uint8Array([0xc3, 0xfb, 0xb3, 0xc6, 0x2c, 0x62, 0x0a, 0xba, 0xe3, 0x2c, 0x31, 0x0a]);

describe("detectCharset", () => {
  it.each([
    ["UTF-8", new Blob(["名称,b\n恒,1\n"]), "utf-8"],
    ["UTF-8 with a mark", new Blob(["\uFEFF名称\n"]), "utf-8"],
    ["plain ASCII", new Blob(["a,b\n"]), "utf-8"],
    ["GBK", new Blob([gbk]), "gb18030"],
    ["UTF-8 cut within a character", new Blob(["x".repeat((64 << 10) - 1), "名"]), "utf-8"],
  ])("%s", async (_, file, want) => {
    expect(await detectCharset(file)).toBe(want);
  });
});

describe("read", () => {
  const wanted = { first: 10, lines: [] };
  it("reads GBK as it looks, and as it is told", async () => {
    const looks = await read({ file: new Blob([gbk]), kind: "csv", charset: null, sheet: "", wanted });
    expect(looks).toMatchObject({ header: ["名称", "b"], charset: "gb18030", rows: [{ line: 2, cells: ["恒", "1"] }] });
    const told = await read({ file: new Blob([gbk]), kind: "csv", charset: "utf-8", sheet: "", wanted });
    expect(told?.header[0]).toContain("\uFFFD");
  });
  it("drops the mark of UTF-8", async () => {
    const got = await read({ file: new Blob(["\uFEFFa,b\r\n1,2\r\n"]), kind: "csv", charset: null, sheet: "", wanted });
    expect(got?.header).toEqual(["a", "b"]);
  });
  it("lays objects out as a table, by lines or by elements", async () => {
    const lines = await read({ file: new Blob(['{"a":"1","b":2}\n\nnot json\n{"c":null,"a":"3"}\n']), kind: "ndjson", charset: null, sheet: "", wanted });
    expect(lines).toMatchObject({ header: ["a", "b", "c"], rows: [{ line: 1, cells: ["1", "2", ""] }, { line: 3, cells: ["", "", ""] }, { line: 4, cells: ["3", "", ""] }] });
    const array = await read({ file: new Blob(['[{"a":"1"},{"b":{"x":1}}]']), kind: "json", charset: null, sheet: "", wanted });
    expect(array).toMatchObject({ header: ["a", "b"], rows: [{ line: 1, cells: ["1", ""] }, { line: 2, cells: ["", '{"x":1}'] }] });
  });
  it("gives up on what it cannot read", async () => {
    expect(await read({ file: new Blob(["[{"]), kind: "json", charset: null, sheet: "", wanted })).toBeNull();
    expect(await read({ file: new Blob(["no zip"]), kind: "xlsx", charset: null, sheet: "", wanted })).toBeNull();
  });
});
