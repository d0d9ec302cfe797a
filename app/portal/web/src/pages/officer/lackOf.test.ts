import { expect, it } from "vitest";
import { lackOf } from "./lackOf";

it.each([
  ["a grant that can be requested", { reason: "POLICY_NO_GRANT", link: "/v1/share-requests?purpose=award&resource=tax_grade" }, { resource: "tax_grade", whom: "catalog" }],
  ["a line that forbids", { reason: "POLICY_DENIED", rule: "policy line x" }, { resource: "", whom: "security" }],
  ["no role", { reason: "POLICY_NO_ROLE" }, { resource: "", whom: "security" }],
  ["a policy that has not arrived", { reason: "POLICY_STALE" }, null],
  ["no such subject", { reason: "SUBJECT_UNKNOWN" }, null],
])("%s", (_, fault, lack) => {
  expect(lackOf(fault)).toEqual(lack);
});
