import { describe, expect, it } from "vitest";
import { blankLine, fieldsOf, lineOf, type LineFields } from "./lineForm";

describe("lineOf", () => {
  it.each<[string, Partial<LineFields>, Record<string, string>]>([
    ["level and items", { level: "shared", items: [" SFZH ", "", "LXDH"] }, { fields: "shared,+SFZH,+LXDH" }],
    ["some purposes", { purposes: ["enforcement", "judicial"] }, { purposes: "enforcement,judicial" }],
    ["any purpose, whatever else was chosen", { purposes: ["enforcement", "*"] }, { purposes: "*" }],
    ["one that forbids shows nothing", { effect: "deny", level: "shared", items: ["SFZH"], case_pattern: "enforcement" }, { fields: "", case_pattern: "", effect: "deny" }],
  ])("writes %s", (_, fields, want) => {
    expect(lineOf({ ...blankLine, subject: "officer", action: "record.query", ...fields })).toMatchObject({ id: "", type: "p", subject: "officer", ...want });
  });
});

describe("fieldsOf", () => {
  it("fills what the form does not know yet", () => {
    expect(fieldsOf(undefined)).toEqual(blankLine);
    expect(fieldsOf({ subject: "officer", purposes: undefined })).toEqual({ ...blankLine, subject: "officer" });
  });
});
