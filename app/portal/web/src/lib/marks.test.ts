import { expect, it } from "vitest";
import { marksOf } from "./marks";

it.each([
  ["zh", "甲、乙", "甲；乙", "甲（乙）"],
  ["en", "甲, 乙", "甲; 乙", "甲 (乙)"],
] as const)("in %s lists, clauses and asides have its marks", (lang, list, clauses, aside) => {
  const marks = marksOf(lang);
  expect(marks.list(["甲", "乙"])).toBe(list);
  expect(marks.clauses(["甲", "乙"])).toBe(clauses);
  expect(marks.aside("甲", "乙")).toBe(aside);
  expect(marks.list(["甲"])).toBe("甲");
  expect(marks.list([])).toBe("");
});
