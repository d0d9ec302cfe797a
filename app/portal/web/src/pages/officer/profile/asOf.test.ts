import { describe, expect, it } from "vitest";
import { padded, positionOf, readAsOf, stepsOf } from "./asOf";
import { recordsOf } from "./records";
import { group, rec } from "./testdata";

const arrived = (...at: string[]) => recordsOf(group("admin", ...at.map((known_at, i) => rec({ record_id: String(i), known_at }))));

describe("steps", () => {
  it("are the arrivals, oldest first, gathered by the second", () => {
    expect(stepsOf(arrived("2025-03-06T02:00:05.2Z", "2025-03-06T02:00:00.902Z", "2025-03-06T02:00:00.902906Z"))).toEqual([
      { at: "2025-03-06T02:00:00.902906Z", known: 2 },
      { at: "2025-03-06T02:00:05.2Z", known: 3 },
    ]);
  });

  it("are gathered by longer spans until they are few enough", () => {
    const hours = Array.from({ length: 30 }, (_, i) => new Date(Date.UTC(2025, 2, 6, i)).toISOString());
    expect(stepsOf(arrived(...hours), 40)).toHaveLength(30);
    // Days are those of China, whose midnight is 16:00 UTC.
    expect(stepsOf(arrived(...hours), 5).map((s) => s.at)).toEqual(["2025-03-06T15:00:00.000Z", "2025-03-07T05:00:00.000Z"]);
  });

  it("count a record once, from its first version on", () => {
    const versions = recordsOf(group("admin", rec({ version: 2, known_at: "2025-05-01T00:00:00Z" }), rec({ current: false, known_at: "2025-03-01T00:00:00Z" })));
    expect(stepsOf(versions)).toEqual([
      { at: "2025-03-01T00:00:00Z", known: 1 },
      { at: "2025-05-01T00:00:00Z", known: 1 },
    ]);
  });

  const steps = stepsOf(arrived("2025-03-06T02:00:00Z", "2025-03-06T15:59:59Z", "2025-03-06T16:00:01Z"));
  it.each([
    ["before the first", "2025-03-05", -1],
    ["on a day, whose end is in China", "2025-03-06", 1],
    ["at an arrival", "2025-03-06T02:00:00Z", 0],
    ["later", "2026-01-01", 2],
  ])("are found %s", (_, asOf, position) => {
    expect(positionOf(steps, asOf)).toBe(position);
  });
});

it.each([
  ["2025-03-06", "2025-03-06"],
  ["2025-03-06T02:00:00.902906Z", "2025-03-06T02:00:00.902906Z"],
  ["2025-13-06", ""],
  ["yesterday", ""],
  ["371502190102030011", ""],
])("the address %s asks for %s", (raw, asOf) => {
  expect(readAsOf(raw)).toBe(asOf);
});

it("instants of different precision and zone compare as times", () => {
  expect(padded("2025-03-06T10:00:00.9+08:00") < padded("2025-03-06T02:00:00.902Z")).toBe(true);
});
