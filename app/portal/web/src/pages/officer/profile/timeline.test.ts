import { describe, expect, it } from "vitest";
import { group, rec } from "./testdata";
import { dayMs, lookOf, timelineOf } from "./timeline";

const today = "2026-11-25";

describe("the picture of all events", () => {
  it("has a lane for each class that has a day, and rows for what would overlap", () => {
    const t = timelineOf(
      [
        group("registration", rec({ record_id: "r", occurred_on: "2003-05-24", valid_from: "", known_at: "" })),
        group("admin", rec({ record_id: "a", valid_to: "2026-01-01" }), rec({ record_id: "b" }), rec({ record_id: "c", occurred_on: "2026-06-01", valid_from: "2026-06-01" })),
      ],
      today,
    );
    expect(t?.lanes.map((l) => [l.class, l.from, l.rows])).toEqual([
      ["registration", 0, 1],
      ["admin", 1, 2],
    ]);
    expect(t?.marks.map((m) => [m.record.record_id, m.row])).toEqual([
      ["r", 0],
      ["a", 1],
      ["b", 2],
      ["c", 1],
    ]);
    expect(t?.rows).toBe(3);
  });

  it("spans everything, but first shows what lies behind the registration", () => {
    const t = timelineOf([group("registration", rec({ occurred_on: "2003-05-24" })), group("admin", rec({ occurred_on: "2024-05-24" }))], today);
    expect(t?.start).toBeLessThan(dayMs("2003-05-24"));
    expect(t?.from).toBeGreaterThan(dayMs("2024-01-01"));
    expect(t?.from).toBeLessThan(dayMs("2024-05-24"));
    expect(t?.end).toBe(dayMs(today) + 365 * 86_400_000);
  });

  it.each([
    ["an end", { valid_to: "2025-12-31" }, { to: dayMs("2025-12-31"), open: false }],
    ["an end beyond the picture", { valid_to: "2056-01-01" }, { to: dayMs(today) + 365 * 86_400_000, open: true }],
    ["no end", { valid_to: "" }, { open: true }],
    ["no validity", { valid_from: "", valid_to: "" }, null],
  ])("draws the validity of a record with %s", (_, dates, bar) => {
    const mark = timelineOf([group("admin", rec(dates))], today)?.marks[0];
    if (bar === null) expect(mark?.bar).toBeNull();
    else expect(mark?.bar).toMatchObject(bar);
  });

  it("is none without a record", () => {
    expect(timelineOf([], today)).toBeNull();
    expect(timelineOf([group("admin")], today)).toBeNull();
  });

  it("never has more than four rows in a lane", () => {
    const t = timelineOf([group("admin", ...Array.from({ length: 9 }, (_, i) => rec({ record_id: String(i) })))], today);
    expect(t?.rows).toBe(4);
  });
});

it.each([
  ["serious", rec({ resource: "serious_list" }), "danger"],
  ["admin", rec({ resource: "penalty", severity: "serious" }), "danger"],
  ["admin", rec({ resource: "penalty", severity: "minor" }), "warn"],
  ["abnormal", rec({ resource: "abnormal_operation" }), "warn"],
  ["commitment", rec({ resource: "commitment", severity: "general" }), "warn"],
  ["honour", rec({ resource: "award" }), "good"],
  ["admin", rec(), "plain"],
] as const)("a record of class %s looks as it is", (code, r, look) => {
  expect(lookOf(code, r)).toBe(look);
});
