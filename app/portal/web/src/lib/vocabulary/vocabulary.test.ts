import { describe, expect, it } from "vitest";
import cases from "../../../../../../configs/policy/cases.csv?raw";
import lines from "../../../../../../configs/policy/lines.csv?raw";
import purposes from "../../../../../../configs/policy/purposes.csv?raw";
import codec from "../../../../../../internal/domain/evidence/codec.go?raw";
import evidence from "../../../../../../internal/domain/evidence/evidence.go?raw";
import vocabularySource from "../../../../../../internal/policy/vocabulary.go?raw";
import { parseCSV } from "../csv";
import { parseCodes } from "./purposes";
import { kinds, policyActions, roles } from "./text";

describe("the names keep up with the server", () => {
  it("each action of the policy has one", () => {
    const go = /Vocabulary = \[\]string\{([^}]*)\}/.exec(vocabularySource)?.[1] ?? "";
    const vocabulary = [...go.matchAll(/"([a-z_.]+)"/g)].map((m) => m[1] ?? "");
    expect(vocabulary.length).toBeGreaterThan(20);
    expect([...policyActions].sort()).toEqual(vocabulary.sort());
  });
  it("each kind of evidence has one", () => {
    const known = [...(evidence + codec).matchAll(/Kind += "([a-z]+)"/g)].map((m) => m[1] ?? "");
    expect(known.sort()).toEqual(Object.keys(kinds).sort());
  });
  it("each role of the built-in lines has one", () => {
    const rows = parseCSV(lines).slice(1);
    expect(new Set(rows.map((l) => l[2]).filter((r) => roles[r ?? ""] === undefined))).toEqual(new Set());
  });
  it("purposes and forms of case numbers are read from the code lists", () => {
    const codes = parseCodes(purposes, cases);
    expect(codes.purposes.find((p) => p.code === "enforcement")).toEqual({ code: "enforcement", name: { zh: "行政执法", en: "administrative enforcement" }, caseRequired: true, casePattern: "enforcement" });
    expect(codes.cases.find((c) => c.code === "enforcement")).toEqual({ code: "enforcement", name: { zh: "行政执法案号", en: "enforcement case number" }, example: "聊市监案〔2026〕15号" });
  });
});
