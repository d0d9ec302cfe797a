import { describe, expect, it } from "vitest";
import { conflictsOf, type Conflict } from "./conflicts";

const person = { id: "u1", key: false, subject: "" };
const key = { id: "k1", key: true, subject: "" };
const subject = { id: "u2", key: false, subject: "91371502MAXX00162B" };

describe("conflictsOf", () => {
  it.each<[string, typeof person, string[], Conflict[]]>([
    ["a role of the business", person, ["officer", "auditor"], []],
    ["one office", person, ["audit_admin"], []],
    ["two offices", person, ["system_admin", "audit_admin"], ["twoOffices"]],
    ["an office beside another role", person, ["system_admin", "officer"], ["officeAlone"]],
    ["a credit subject that is none", person, ["subject"], ["subjectUnbound"]],
    ["a credit subject", subject, ["subject"], []],
    ["a credit subject beside", subject, ["subject", "officer"], ["subjectAlone"]],
    ["a key that pushes", key, ["pusher"], []],
    ["a key with an office", key, ["security_admin"], ["keyOffice"]],
    ["a key with a role for people", key, ["agency_operator"], ["keyPeople"]],
    ["nothing", person, [], []],
  ])("%s", (_, who, roles, want) => {
    expect(conflictsOf(who, roles, "u9")).toEqual(want);
  });
  it("one's own roles", () => {
    expect(conflictsOf(person, ["officer"], "u1")).toEqual(["self"]);
  });
});
