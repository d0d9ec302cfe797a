import { expect, it } from "vitest";
import { marksOf } from "../../../lib/marks";
import { needsText } from "./needs";

const field = (needs: string) => ({ name: "BZ", name_zh: "备注", value: "***", masked: true, mask_reason: "", unit: "", needs });
const t = (key: string, values?: Record<string, string | number>) => [key, ...Object.values(values ?? {})].join(" ");

it.each([
  ["", "zh", ""],
  ["shared", "en", "needsLevel level_shared"],
  ["sealed", "zh", "needsLevel level_sealed"],
  ["+BZ", "zh", "needsItem “备注”（BZ）"],
  ["+BZ", "en", "needsItem “备注” (BZ)"],
] as const)("what %s needs is named in %s", (needs, lang, want) => {
  expect(needsText(field(needs), t, marksOf(lang))).toBe(want);
});
