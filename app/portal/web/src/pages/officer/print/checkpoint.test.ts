import { describe, expect, it } from "vitest";
import { codeContent, covers, readCheckpoint } from "./checkpoint";

const root = "1dpLZ8N04txm86lQKU99rOXLQ52ysbMmxcHcM8Xs0Ok=";
const note = `chengxin.local/ledger\n979\n${root}\n\n— chengxin.local/ledger A8pWq22+2z523eyk\n`;

describe("a checkpoint", () => {
  it.each([
    ["a signed note", note, { origin: "chengxin.local/ledger", size: 979, root }],
    ["a page of a gateway", "<html>\n<body>", null],
    ["a note without a size", `chengxin.local/ledger\nmany\n${root}\n`, null],
    ["nothing", "", null],
  ])("is read from %s", (_, text, read) => {
    expect(readCheckpoint(text)).toEqual(read);
  });

  it.each([
    ["978", true],
    ["979", false],
    ["", false],
  ])("covers the evidence %s: %s", (index, covered) => {
    expect(covers({ origin: "x", size: 979, root }, index)).toBe(covered);
  });

  it("stands in the code behind the evidence's address", () => {
    const url = new URL(codeContent("https://credit.example/portal", "644", readCheckpoint(note)));
    expect(url.pathname).toBe("/portal/audit/events/644");
    expect(new URLSearchParams(url.hash.slice(1)).get("root")).toBe(root);
    expect(codeContent("https://credit.example/portal", "644", null)).toBe("https://credit.example/portal/audit/events/644");
  });
});
