import { describe, expect, it } from "vitest";
import { looksLikeCitizenId } from "./citizenId";

describe("looksLikeCitizenId", () => {
  it.each([
    ["a number with its check digit", "11010519491231002X", true],
    ["in lower case, with blanks", " 11010519491231002x ", true],
    ["an old number of 15 digits", "110105491231002", true],
    ["a wrong check digit", "110105194912310021", false],
    ["a unified social credit code", "91371502MAXX00162B", false],
    ["a token", "pfloxyp2zps56yk2n3f4je46x3vtebecp", false],
    ["nothing", "", false],
  ])("%s", (_, text, want) => {
    expect(looksLikeCitizenId(text)).toBe(want);
  });
});
