import { describe, expect, it } from "vitest";
import regnos from "../../../../../../../internal/domain/subject/testdata/business_regno_vectors.csv?raw";
import citizens from "../../../../../../../internal/domain/subject/testdata/citizen_id_vectors.csv?raw";
import usccs from "../../../../../../../internal/domain/subject/testdata/uscc_vectors.csv?raw";
import { citizenCheck, regnoCheck, usccRight } from "./codes";
import { recognise } from "./recognise";

const today = new Date("2026-11-25T00:00:00Z");
const vectors = (csv: string) =>
  csv
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => line.split(","));

describe("the check characters agree with the exchange's own vectors", () => {
  it.each(vectors(usccs).filter(([, , reason]) => reason === "OK" || reason === "CHECK_CHAR" || reason === "ORG_CHECK"))("USCC %s is %s", (code, expected) => {
    expect(usccRight(code)).toBe(expected === "valid");
  });
  it.each(vectors(regnos).filter(([number]) => /^\d{15}$/.test(number ?? "")))("registration number %s is %s", (number, expected) => {
    expect(regnoCheck(number) === number.charAt(14)).toBe(expected === "valid");
  });
  it.each(vectors(citizens).filter(([, , reason]) => reason === "OK" || reason === "CHECK_CHAR"))("ID number %s is %s", (id, expected) => {
    expect(citizenCheck(id) === id.charAt(17)).toBe(expected === "valid");
  });
});

describe("what is typed is recognised", () => {
  it.each([
    ["nothing", "", "empty", true, false],
    ["one character", "聊", "short", true, false],
    ["a part of a name", "盛润医药", "name", true, false],
    ["a name with a digit", "聊城3号店", "name", true, false],
    ["Latin letters", "ABC", "name", true, false],
    ["a USCC", "91371502MAXX00162B", "uscc", true, false],
    ["a USCC in full width with blanks", "９１３７１５０２ maxx 00162b", "uscc", true, false],
    ["a USCC with a wrong check character", "91371502MAXX00162C", "uscc", false, false],
    ["an organisation code with its hyphen", "MAXX0016-2", "orgcode", true, false],
    ["an organisation code with a wrong check character", "MAXX00163", "orgcode", false, false],
    ["a registration number", "371502200000375", "regno", true, false],
    ["a registration number with a wrong check digit", "371502200000376", "regno", false, false],
    ["an ID number", "371599199001011231".slice(0, 17) + citizenCheck("37159919900101123"), "citizen", true, true],
    ["an ID number with a wrong check character", "371502190102030012", "citizen", false, true],
    ["an ID number that is not whole yet", "3715021901020300", "citizen", false, true],
    ["an ID number of fifteen digits", "371502010203002", "citizen", true, true],
    ["a person's token", "p" + "abcdefgh234567ab".repeat(2), "token", true, false],
    ["the beginning of a code", "91371502MAXX", "code", true, false],
  ] as const)("%s", (_, typed, kind, right, secret) => {
    expect(recognise(typed, today)).toMatchObject({ kind, right, secret });
  });

  it("tells the check character that belongs there", () => {
    expect(recognise("91371502MAXX00162C", today).expected).toBe("B");
    expect(recognise("371502190102030012", today).expected).toBe("1");
    expect(recognise("91371502MAXX00162B", today).expected).toBe("");
  });

  it("keeps a registration number that may be an old ID number secret, too", () => {
    const old = Array.from({ length: 10 }, (_, i) => `37150265010203${i}`).find((n) => regnoCheck(n) === n.charAt(14)) ?? "";
    expect(recognise(old, today)).toMatchObject({ kind: "regno", secret: true });
  });

  it("tells how many characters are still to come", () => {
    expect(recognise("37150219010203", today)).toMatchObject({ kind: "citizen", missing: 4 });
    expect(recognise("91371502MAXX", today)).toMatchObject({ kind: "code", missing: 6 });
  });
});
