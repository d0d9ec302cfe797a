import { expect, it } from "vitest";
import { pretty, readSample } from "./samples";

it.each([
  ['{"A":"甲","B":1.5,"C":["x"]}', { A: "甲", B: "1.5", C: '["x"]' }],
  ["[1]", null],
  ["null", null],
  ["{", null],
])("%s is read", (json, want) => {
  expect(readSample(json)).toEqual(want);
});

it("broken JSON is shown as it is", () => {
  expect(pretty("{")).toBe("{");
  expect(pretty('{"A":1}')).toBe('{\n  "A": 1\n}');
});
