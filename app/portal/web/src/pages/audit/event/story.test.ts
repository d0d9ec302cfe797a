import { describe, expect, it } from "vitest";
import type { Event } from "../proof/shown";
import { givenOf, spaced, storyOf } from "./story";

const event: Event = {
  index: "1", at: "", kind: "query", actor: "u1", actor_name: "officer", agency: "lc-amr", credential: "", subject: "91X", resource: "", action: "record.query", purpose: "enforcement",
  case_no: "", decision: "allow", reason: "", line: "d", policy_version: "2", answer_digest: "", count: "13", withheld: "0", trace: "", note: "", given: "",
};
const names = { who: "officer", agency: "A", action: "query", purpose: "P", reason: "R", at: "T" };
// The keys in the order in which they are said.
const keys = (e: Event) => {
  const said: string[] = [];
  storyOf(e, names, (k) => (said.push(k), k));
  return said;
};

describe("storyOf", () => {
  it.each<[string, Partial<Event>, string[]]>([
    ["an answer", {}, ["why", "outcomeAllow", "outcomeGivenAll"]],
    ["an answer with a case and records withheld", { case_no: "C", withheld: "2" }, ["whyCase", "outcomeGiven"]],
    ["a refusal", { decision: "deny", kind: "refusal" }, ["outcomeDeny"]],
    ["a push", { kind: "push", subject: "", purpose: "" }, ["outcomePush"]],
    ["a login", { kind: "session", line: "", subject: "", purpose: "" }, ["outcomeAllowPlain"]],
  ])("tells %s", (_, change, want) => {
    expect(keys({ ...event, ...change })).toEqual(expect.arrayContaining(want));
  });
  it("says of a refusal nothing that was given", () => {
    expect(keys({ ...event, decision: "deny" })).not.toContain("outcomeGivenAll");
  });
});

describe("givenOf", () => {
  it.each([
    ["several", "penalty=3 permit=12", [["penalty", "3"], ["permit", "12"]]],
    ["none", "", []],
    ["another text", "something else=x", []],
  ])("%s", (_, text, want) => {
    expect(givenOf(text)).toEqual(want);
  });
});

describe("spaced", () => {
  it("parts Chinese and Latin letters", () => {
    expect(spaced("局的officer于2026年，案号X")).toBe("局的 officer 于 2026 年，案号 X");
  });
});
