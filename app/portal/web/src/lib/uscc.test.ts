import { expect, it } from "vitest";
import { usccFlaw } from "./uscc";

it.each([
  ["91371502MAXX00162B", null],
  ["11371500MAXXY6G86X", null],
  ["91371502MAXX00162C", "check"],
  ["91371502MAXXO0162B", "letter"],
  ["91371502", "length"],
  ["", "length"],
])("%s is judged %s", (code, flaw) => {
  expect(usccFlaw(code)).toBe(flaw);
});
