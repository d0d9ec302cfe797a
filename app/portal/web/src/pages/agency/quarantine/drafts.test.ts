import { beforeEach, describe, expect, it } from "vitest";
import type { Item } from "../shared/useResources";
import { keepable, keepDraft, mayBePerson, recallDrafts } from "./drafts";

const item = (name: string, more: Partial<Item>): Item => ({
  name,
  name_zh: name,
  type: "C",
  length: 50,
  scale: 0,
  obligation: "O",
  condition: "",
  codes: [],
  rule: "",
  rule_en: "",
  sensitivity: "public",
  publish: false,
  unit: "",
  aliases: [],
  ...more,
});

const kind = item("LB", { codes: ["法人及非法人组织", "自然人", "个体工商户"] });
const nameOf = item("MC", {});
const id = item("ZJHM", { sensitivity: "sealed" });
const remark = item("BZ", { sensitivity: "shared" });
const day = item("RQ", { type: "D", sensitivity: "shared" });
const idType = item("ZJLX", { sensitivity: "authorised", codes: ["身份证"] });
const items = [kind, nameOf, id, remark, day, idType];
const organisation = { LB: "法人及非法人组织" };

describe("keepable", () => {
  it.each([
    ["a public text about an organisation", nameOf, organisation, true],
    ["the name of a natural person", nameOf, { LB: "自然人" }, false],
    ["a name while the kind is not told", nameOf, {}, false],
    ["a name while the kind is another system's code", nameOf, { LB: "2" }, false],
    ["a sealed item, of whomever", id, organisation, false],
    ["an authorised item, though a code", idType, organisation, false],
    ["a remark, which may hold anything", remark, organisation, false],
    ["a day of a natural person", day, { LB: "自然人" }, true],
    ["the kind itself", kind, { LB: "自然人" }, true],
  ])("%s", (_, of, values, want) => {
    expect(keepable(of, items, values)).toBe(want);
  });
  it("takes a resource without a kind for one of persons when it holds sealed items", () => {
    expect(mayBePerson([nameOf, id], {})).toBe(true);
    expect(mayBePerson([nameOf, day], {})).toBe(false);
  });
});

describe("drafts", () => {
  beforeEach(() => {
    sessionStorage.clear();
  });
  it("are found again by the same person only", () => {
    keepDraft("u1", "q1", { RQ: "2026-11-25" });
    keepDraft("u1", "q2", { LB: "自然人" });
    expect(recallDrafts("u1")).toEqual({ q1: { RQ: "2026-11-25" }, q2: { LB: "自然人" } });
    expect(recallDrafts("u2")).toEqual({});
  });
  it("go away with their last edit", () => {
    keepDraft("u1", "q1", { RQ: "2026-11-25" });
    keepDraft("u1", "q1", {});
    expect(sessionStorage.length).toBe(0);
  });
  it("of an older page are ignored", () => {
    sessionStorage.setItem("chengxin.job.agency.drafts", JSON.stringify({ who: "u1", drafts: { q1: { RQ: 5 } } }));
    expect(recallDrafts("u1")).toEqual({});
  });
});
