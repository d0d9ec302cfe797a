import { expect, it } from "vitest";
import { agenciesOf, byMonth, departments, fits, type Access } from "./accesses";

const event = (at: string) => ({ at, index: at }) as Access;

it("accesses are grouped by month, in their order", () => {
  const months = byMonth([event("2026-11-25"), event("2026-11-01"), event("2026-10-31"), event("2025-11-03")], (at) => at.slice(0, 7));
  expect(months.map((m) => [m.month, m.events.length])).toEqual([
    ["2026-11", 2],
    ["2026-10", 1],
    ["2025-11", 1],
  ]);
  expect(byMonth([], (at) => at)).toEqual([]);
});

const by = (agency: string, decision: string, agency_name = "") => ({ agency, decision, agency_name }) as Access;

it.each([
  ["everything", { decision: "", agency: "" }, 4],
  ["what was allowed", { decision: "allow", agency: "" }, 2],
  ["whatever was not allowed", { decision: "deny", agency: "" }, 2],
  ["what departments did", { decision: "", agency: departments }, 3],
  ["what one agency did", { decision: "", agency: "lc-amr" }, 2],
  ["both conditions at once", { decision: "deny", agency: "lc-amr" }, 1],
] as const)("the filter lets through %s", (_, filter, n) => {
  const events = [by("lc-amr", "allow"), by("lc-amr", "deny"), by("lc-tax", "error"), by("", "allow")];
  expect(events.filter((e) => fits(e, filter))).toHaveLength(n);
});

it.each([
  ["nothing is chosen", "", [["lc-amr", "市场监管局"], ["lc-tax", "lc-tax"]]],
  ["one of them is chosen", "lc-tax", [["lc-amr", "市场监管局"], ["lc-tax", "lc-tax"]]],
  ["all departments are chosen", departments, [["lc-amr", "市场监管局"], ["lc-tax", "lc-tax"]]],
  ["the chosen one is on no loaded row", "lc-court", [["lc-amr", "市场监管局"], ["lc-tax", "lc-tax"], ["lc-court", "lc-court"]]],
])("the agencies to choose from when %s", (_, chosen, want) => {
  expect(agenciesOf([by("lc-amr", "allow", "市场监管局"), by("", "allow"), by("lc-tax", "deny")], chosen)).toEqual(want);
});
