import { describe, expect, it } from "vitest";
import type { CreditRecord, Group } from "./records";
import { layOut } from "./timeline";

const today = "2026-11-25";
const record = (occurred_on: string, more: Partial<CreditRecord> = {}): CreditRecord => ({
  resource: "penalty", resource_name: "行政处罚信息", resource_version: 1, record_id: occurred_on, document_no: "", agency: "", agency_name: "", division: "",
  occurred_on, valid_from: "", valid_to: "", severity: "general", publication: "published", publication_until: "2027-05-21", publication_basis: "",
  late: false, working_days: 0, in_force: true, withdrawn: false, fields: [], digest: "", version: 1, current: true, hints: [], ...more,
}) as CreditRecord;
const group = (code: string, ...records: CreditRecord[]): Group => ({ class: code, name_zh: code, name_en: code, records });

describe("the timeline", () => {
  it("is none without a dated record", () => {
    expect(layOut([], today, 600)).toBeNull();
    expect(layOut([group("admin", record(""))], today, 600)).toBeNull();
  });
  it("keeps the order of days and stays within its width", () => {
    const s = layOut([group("admin", record("2026-05-21"), record("2025-01-02"), record("2026-11-24"))], today, 600);
    const xs = s?.lanes[0]?.marks.map((m) => m.x) ?? [];
    expect(s?.lanes[0]?.marks.map((m) => m.record.record_id)).toEqual(["2025-01-02", "2026-05-21", "2026-11-24"]);
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(10);
    expect(s?.today).toBeLessThan(590);
    expect(s).toMatchObject({ from: "2025-01-02", to: "2026-11-24", count: 3 });
  });
  it("an old registration stands at the edge and does not press the rest together", () => {
    const s = layOut([group("registration", record("1999-01-01")), group("admin", record("2026-01-01"))], today, 600);
    expect(s?.lanes[0]?.marks[0]).toMatchObject({ x: 10, earlier: true });
    expect(s?.lanes[1]?.marks[0]?.earlier).toBe(false);
  });
  it("what falls on one day takes rows, but never more than three", () => {
    const s = layOut([group("admin", ...Array.from({ length: 5 }, () => record("2026-05-21")))], today, 600);
    expect(s?.lanes[0]?.rows).toBe(3);
  });
  it("only what is published has a bar, and one without end runs to the edge", () => {
    const s = layOut([group("admin", record("2026-01-01", { publication_until: "2099-12-31" }), record("2026-05-01", { publication: "not_published", publication_until: "" }))], today, 600);
    expect(s?.lanes[0]?.marks.map((m) => m.bar?.to)).toEqual([590, undefined]);
  });
  it("a narrow strip has fewer years", () => {
    const wide = layOut([group("admin", record("2016-01-01"))], today, 900);
    const narrow = layOut([group("admin", record("2016-01-01"))], today, 240);
    expect(wide?.ticks.length).toBeGreaterThan(9);
    expect(narrow?.ticks.length).toBeLessThanOrEqual(5);
  });
});
