import { expect, it } from "vitest";
import { byMonth, type Access } from "./accesses";

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
