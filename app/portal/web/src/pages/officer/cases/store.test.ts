import { beforeEach, expect, it } from "vitest";
import { leave, sessionState } from "../../../api/session";
import type { Me, Session } from "../../../api/types";
import { currentOf, open } from "./cases";
import { casesNow, changeCases } from "./store";

const me = (id: string): Me => ({
  id, name: id, display_name: "", agency: "lc-amr", agency_name: "", division: "371500", roles: [], actions: [], subject: "",
  purposes: [{ code: "award", name_zh: "", name_en: "", case_required: false, case_pattern: "", case_example: "", persons: false }],
});

const asWho = (id: string) => {
  const session: Session = { me: me(id), csrf: "", idle_seconds: 0, expires_at: "", demo: false, version: "" };
  sessionState.set({ session, ended: null, failed: null, unfinished: false });
};

const stored = () => sessionStorage.getItem("chengxin.officer.cases");

beforeEach(() => {
  sessionStorage.clear();
  leave();
});

it("cases are kept in the tab for the person they belong to", () => {
  asWho("u1");
  changeCases((before, now) => open(before, "award", "7", now));
  expect(currentOf(casesNow())?.caseNo).toBe("7");
  expect(stored()).toContain('"owner":"u1"');
  asWho("u2");
  expect(casesNow().all).toEqual([]);
});

it("cases of another person go when somebody logs out", () => {
  asWho("u1");
  changeCases((before, now) => open(before, "award", "7", now));
  leave();
  expect(stored()).toBeNull();
  asWho("u1");
  expect(casesNow().all).toEqual([]);
});

it("what an older version of the page left is not read", () => {
  sessionStorage.setItem("chengxin.officer.cases", '{"owner":"u3","all":[{}]}');
  asWho("u3");
  expect(casesNow().all).toEqual([]);
});
