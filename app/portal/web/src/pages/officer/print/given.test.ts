import { expect, it } from "vitest";
import { group, profile, rec } from "../profile/testdata";
import { givenOf } from "./given";

it("counts records as the evidence does: without superseded versions, by resource", () => {
  const p = profile({ groups: [group("admin", rec(), rec({ current: false }), rec({ resource: "penalty" })), group("honour", rec({ resource: "award" }))] });
  expect(givenOf(p).map((g) => `${g.resource}=${g.count}`).join(" ")).toBe("award=1 penalty=1 permit=1");
});
