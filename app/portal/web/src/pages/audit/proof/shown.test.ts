import { describe, expect, it } from "vitest";
import { differing, eventOf, type Event } from "./shown";

const detail =
  '{"v":1,"at":1795614530242,"kind":"query","decision":"allow","actor":"u1","actor_name":"officer","agency":"lc-amr","credential":"s1","subject":"91371502MAXX00162B","action":"record.query","purpose":"enforcement","case_no":"聊市监案〔2026〕15号","line":"d-officer-query","note":"\\"count\\":7","given":"penalty=3","policy_version":9223372036854775808,"answer_digest":"12ab","count":13}';

const shown: Event = {
  index: "637", at: "2026-11-25T13:48:50.242Z", kind: "query", actor: "u1", actor_name: "officer", agency: "lc-amr", credential: "s1", subject: "91371502MAXX00162B",
  resource: "", action: "record.query", purpose: "enforcement", case_no: "聊市监案〔2026〕15号", decision: "allow", reason: "", line: "d-officer-query",
  policy_version: "9223372036854775808", answer_digest: "12ab", count: "13", withheld: "0", trace: "", note: '"count":7', given: "penalty=3",
};

describe("what the page shows", () => {
  it("is the detail that was proven, to the last digit", () => {
    const proven = eventOf("637", detail);
    expect(proven).toEqual(shown);
    expect(proven && differing(shown, proven)).toEqual([]);
  });
  it.each<[string, Partial<Event>, string[]]>([
    ["another person", { actor: "u2" }, ["actor"]],
    ["a decision turned round", { decision: "deny", reason: "X" }, ["decision", "reason"]],
    ["fewer records", { count: "12" }, ["count"]],
    ["another time", { at: "2026-11-25T13:48:50.243Z" }, ["at"]],
    ["another number", { index: "638" }, ["index"]],
  ])("is told from it: %s", (_, change, want) => {
    const proven = eventOf("637", detail);
    expect(proven && differing({ ...shown, ...change }, proven)).toEqual(want);
  });
  it.each([["no JSON", "{"], ["no object", "3"], ["nothing of an event", "{}"]])("has no event in %s", (_, raw) => {
    expect(eventOf("1", raw)).toBeNull();
  });
});
