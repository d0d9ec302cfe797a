import { describe, expect, it } from "vitest";
import csv from "../../../../../../../configs/policy/lines.csv?raw";
import { parseCSV } from "../../../lib/csv";
import i18next from "i18next";
import type { Words } from "../../../lib/vocabulary/useWords";
import { actions, levels, policyActions, roles } from "../../../lib/vocabulary/text";
import { columns, covers, differenceOf, filterLines, rolesOf, type Line } from "./lines";
import { sentenceOf, type Names } from "./sentence/sentence";
import "./sentence/text";

const base: Line = { id: "l1", type: "p", subject: "officer", domain: "*", object: "resource/*", action: "record.query", effect: "allow", fields: "shared", purposes: "", case_pattern: "", scope: "own", until: "" };
const now = new Date("2026-06-01T00:00:00Z");
const same = (code: string) => code;
const purposes: Record<string, string> = { enforcement: "行政执法", judicial: "司法协助", award: "评优评先", subsidy: "财政资金审核" };
const words: Words = {
  role: (c) => roles[c]?.zh ?? c, action: (c) => actions[c]?.zh ?? c, level: (c) => levels[c]?.zh ?? c, purpose: (c) => purposes[c] ?? c, caseForm: () => "行政执法案号",
  kind: same, decision: same, scope: same, reason: same,
};
const names: Names = {
  words, agency: (c) => (c === "lc-amr" ? "聊城市市场监督管理局" : c), resource: (c) => (c === "penalty" ? "行政处罚信息" : c), holder: (id) => (id === "u1" ? "officer" : id), vocabulary: policyActions,
};
const zh = (l: Line) => sentenceOf(l, names, (key, values) => i18next.t(key, { ns: "admin.sentence", lng: "zh", ...values }), now);

describe("a line is told in a sentence", () => {
  it.each<[string, Partial<Line>, string]>([
    ["with purposes", { purposes: "enforcement,judicial,award,subsidy" }, "执法人员可以查询本区划及市级的全部资源，看到共享级信息项，限行政执法等 4 种事由。"],
    ["with few purposes", { action: "person.query", purposes: "enforcement,judicial", scope: "city" }, "执法人员可以查询全市的全部资源中自然人的记录，看到共享级信息项，限行政执法、司法协助。"],
    ["of one agency and resource, until a day", { domain: "lc-amr", object: "resource/penalty", scope: "any", fields: "authorised,+SFZH", purposes: "*", case_pattern: "enforcement", until: "2026-12-31" },
      "聊城市市场监督管理局的执法人员可以查询不限区划的“行政处罚信息”，看到授权级信息项，以及 SFZH，须写明查询事由，案号须为行政执法案号，至 2026-12-31 止。"],
    ["that has ended", { until: "2026-06-01" }, "执法人员可以查询本区划及市级的全部资源，看到共享级信息项，已于 2026-06-01 到期。"],
    ["that forbids", { effect: "deny", purposes: "award", scope: "any", fields: "" }, "执法人员不得查询不限区划的全部资源，以评优评先为由时。"],
    ["of a push", { subject: "pusher", action: "record.push", fields: "public", scope: "any" }, "数据归集接口可以归集全部资源的记录。"],
    ["of a pattern of actions", { subject: "agency_operator", object: "*", action: "quarantine.*", fields: "public", scope: "any" }, "数源部门经办人可以更正问题数据、查看问题数据。"],
    ["of resources by their code", { object: "resource/pen*" }, "执法人员可以查询本区划及市级的代码以 pen 开头的资源，看到共享级信息项。"],
    ["of a role", { type: "g", subject: "u1", domain: "lc-amr", object: "officer" }, "officer 在聊城市市场监督管理局担任执法人员。"],
  ])("%s", (_, change, want) => {
    expect(zh({ ...base, ...change })).toBe(want);
  });
  it("each built-in line, without a code or an empty part", () => {
    for (const row of parseCSV(csv).slice(1)) {
      const line = Object.fromEntries(columns.map((c, i) => [c, row[i] ?? ""])) as Line;
      expect(zh(line)).toMatch(/^[^{}]+可以[^{}]+。$/);
      expect(zh(line)).not.toMatch(/，，|[a-z_]+\.[a-z]+/);
    }
  });
});

describe("lines", () => {
  const all: Line[] = [base, { ...base, id: "l2", subject: "auditor", object: "*", action: "audit.*", domain: "lc-amr" }, { ...base, id: "l3", effect: "deny" }, { ...base, id: "l4", type: "g", subject: "u1", domain: "lc-tax", object: "officer", effect: "" }];
  const none = { q: "", role: "", action: "", agency: "", effect: "", type: "" };
  it.each([
    ["by role, also who holds it", { role: "officer" }, ["l1", "l3", "l4"]],
    ["by an action that a pattern covers", { action: "audit.search" }, ["l2"]],
    ["by agency, with the lines for all", { agency: "lc-amr" }, ["l1", "l2", "l3"]],
    ["by effect", { effect: "deny" }, ["l3"]],
    ["by type", { type: "g" }, ["l4"]],
    ["by what is said or stored", { q: "L2" }, ["l2"]],
    ["by nothing", {}, ["l1", "l2", "l3", "l4"]],
  ])("are found %s", (_, f, want) => {
    expect(filterLines(all, { ...none, ...f }, () => "").map((l) => l.id)).toEqual(want);
  });
  it("differ between versions by their ids", () => {
    const [a, b, c] = all;
    if (a === undefined || b === undefined || c === undefined) throw new Error("lines are missing");
    expect(differenceOf([a, b], [b, c])).toEqual({ added: [c], removed: [a] });
    expect(differenceOf(all, all)).toEqual({ added: [], removed: [] });
  });
  it("name the roles", () => {
    expect(rolesOf(all)).toEqual(["auditor", "officer"]);
  });
  it.each([["record.*", "record.query", true], ["*", "x", true], ["record.query", "record.query", true], ["record.query", "record.push", false]])("%s covers %s: %s", (pattern, text, want) => {
    expect(covers(pattern, text)).toBe(want);
  });
});
