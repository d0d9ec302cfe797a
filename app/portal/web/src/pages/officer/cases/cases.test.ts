import { describe, expect, it } from "vitest";
import { amend, badCaseNo, close, currentOf, decode, looked, maskedName, none, ofToday, open, type Purpose } from "./cases";

const at = "2026-11-25T08:00:00Z";
const later = "2026-11-25T09:00:00Z";
const purpose = (code: string, more: Partial<Purpose> = {}): Purpose => ({ code, name_zh: "", name_en: "", case_required: false, case_pattern: "", case_example: "", persons: false, ...more });
const enforcement = purpose("enforcement", { case_required: true, case_pattern: "^[〇㐀-䶿一-鿿]{1,20}[〔\\[(（]20[0-9]{2}[〕\\])）][0-9]{1,8}号$" });
const subject = { id: "91371502MAXX00162B", name: "盛润医药", kind: "organisation", at, evidence: "7" };

describe("cases", () => {
  it("are remembered, switched and closed", () => {
    const one = open(none("u1"), "enforcement", "聊〔2026〕1号", at);
    const two = open(one, "supervision", "", later);
    expect(currentOf(two)).toMatchObject({ purpose: "supervision", caseNo: "" });
    const back = open(two, "enforcement", "聊〔2026〕1号", later);
    expect(back.all.map((c) => c.purpose)).toEqual(["enforcement", "supervision"]);
    expect(currentOf(back)?.openedAt).toBe(at);
    const ended = close(back, later);
    expect(currentOf(ended)).toBeNull();
    expect(ended.all[0]?.closedAt).toBe(later);
    expect(currentOf(open(ended, "enforcement", "聊〔2026〕1号", later))?.closedAt).toBe("");
  });

  it("note each subject once, newest first, under the case it was asked under", () => {
    let cases = open(none("u1"), "supervision", "", at);
    const id = cases.current;
    cases = open(cases, "award", "", at);
    cases = looked(cases, id, subject);
    cases = looked(cases, id, { ...subject, id: "2", evidence: "8" });
    cases = looked(cases, id, { ...subject, evidence: "9" });
    expect(cases.all.find((c) => c.id === id)?.subjects.map((s) => s.evidence)).toEqual(["9", "8"]);
    expect(currentOf(cases)?.subjects).toEqual([]);
  });

  it("are corrected in place as long as nothing was answered under them", () => {
    const wrong = open(none("u1"), "enforcement", "聊〔2026〕1", at);
    expect(amend(wrong, "enforcement", "聊〔2026〕1号", later).all.map((c) => c.caseNo)).toEqual(["聊〔2026〕1号"]);
    const used = looked(wrong, wrong.current, subject);
    expect(amend(used, "enforcement", "聊〔2026〕1号", later).all.map((c) => c.caseNo)).toEqual(["聊〔2026〕1号", "聊〔2026〕1"]);
  });

  it("end with the day, and with the purpose", () => {
    const cases = open(open(none("u1"), "enforcement", "1", at), "supervision", "", at);
    expect(ofToday(cases, [enforcement], new Date(at)).all.map((c) => c.purpose)).toEqual(["enforcement"]);
    expect(ofToday(cases, [enforcement], new Date(at)).current).toBe("");
    expect(ofToday(cases, [enforcement, purpose("supervision")], new Date("2026-11-27T08:00:00Z")).all).toEqual([]);
  });

  it.each([
    ["what was saved", JSON.stringify(open(none("u1"), "award", "", at)), true],
    ["nothing", null, false],
    ["broken text", "{", false],
    ["another shape", JSON.stringify({ owner: "u1", current: "", all: [{ id: 1 }] }), false],
  ])("read back %s", (_, raw, good) => {
    expect(decode(raw) !== null).toBe(good);
  });
});

describe("case numbers", () => {
  it.each([
    ["needed and missing", enforcement, "", "missing"],
    ["of the wrong form", enforcement, "123", "form"],
    ["right", enforcement, "聊市监案〔2026〕15号", ""],
    ["not needed", purpose("award"), "", ""],
    ["not needed, any will do", purpose("award"), "x", ""],
    ["a pattern that this browser cannot read", purpose("x", { case_pattern: "(?i:a" }), "b", ""],
  ])("%s", (_, use, caseNo, bad) => {
    expect(badCaseNo(use, caseNo)).toBe(bad);
  });
});

it.each([
  ["王安宁", "王**"],
  ["李", "李"],
  ["", ""],
])("a person's name %s is kept as %s", (name, masked) => {
  expect(maskedName(name)).toBe(masked);
});
