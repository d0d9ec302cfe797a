import { act, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";
import { describe, expect, it } from "vitest";
import { date, flag, int, list, oneOf, readUrl, text, useUrlState, writeUrl } from "./urlState";

const shape = { q: text(), page: int(1, 1, 100), decision: oneOf(["", "allow", "deny"], ""), late: flag(), from: date(), kinds: list() };

describe("readUrl", () => {
  const cases: [string, string, Partial<Record<keyof typeof shape, unknown>>][] = [
    ["nothing gives the defaults", "", { q: "", page: 1, decision: "", late: false, from: "", kinds: [] }],
    ["values are decoded", "q=%E6%81%92%E4%BF%A1&page=7&decision=deny&late=1&from=2026-03-05&kinds=a,b", { q: "恒信", page: 7, decision: "deny", late: true, from: "2026-03-05", kinds: ["a", "b"] }],
    ["a word outside the set is the default", "decision=drop", { decision: "" }],
    ["a number out of bounds is the default", "page=101", { page: 1 }],
    ["a number with a tail is the default", "page=3e2", { page: 1 }],
    ["a day that is none is the default", "from=2026-13-01", { from: "" }],
  ];
  it.each(cases)("%s", (_, search, want) => {
    expect(readUrl(shape, new URLSearchParams(search))).toMatchObject(want);
  });
});

describe("writeUrl", () => {
  it("leaves defaults out and other parameters alone", () => {
    const next = writeUrl(shape, new URLSearchParams("tab=2&q=old&page=3"), { q: "", page: 4, kinds: ["x", "y"] });
    expect(next.toString()).toBe("tab=2&page=4&kinds=x%2Cy");
  });
  it("is read back as written", () => {
    const values = { q: "a&b=c 恒", page: 9, decision: "allow" as const, late: true, from: "2026-01-31", kinds: ["k"] };
    expect(readUrl(shape, writeUrl(shape, new URLSearchParams(), values))).toEqual(values);
  });
});

describe("useUrlState", () => {
  it("changes the address, and a later change keeps the earlier", () => {
    const wrapper = ({ children }: { children: ReactNode }) => <MemoryRouter initialEntries={["/audit?page=2"]}>{children}</MemoryRouter>;
    const { result } = renderHook(() => ({ state: useUrlState(shape), at: useLocation().search }), { wrapper });
    expect(result.current.state[0].page).toBe(2);
    act(() => {
      result.current.state[1]({ q: "恒信", page: 1 });
    });
    act(() => {
      result.current.state[1]({ late: true });
    });
    expect(result.current.state[0]).toMatchObject({ q: "恒信", page: 1, late: true });
    expect(new URLSearchParams(result.current.at).get("page")).toBeNull();
  });
});
