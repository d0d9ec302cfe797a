import { describe, expect, it } from "vitest";
import { areaOf } from "./areaOf";
import { landing, safeNext } from "./landing";
import { areas } from "./registry";

describe("safeNext", () => {
  it.each([
    ["a page", "/officer?q=1", "/officer?q=1"],
    ["nothing", null, "/"],
    ["another host", "//evil.example/", "/"],
    ["another host by backslash", "/\\evil.example/", "/"],
    ["a scheme", "javascript:alert(1)", "/"],
    ["a tab inside", "/\t/evil.example", "/"],
    ["the login itself", "/login?next=/x", "/"],
  ])("%s", (_, next, want) => {
    expect(safeNext(next)).toBe(want);
  });
});

describe("areas", () => {
  const someone = { id: "u", name: "n", display_name: "", agency: "", agency_name: "", division: "", purposes: [], subject: "" };
  it("lead each role to its desk after the login", () => {
    expect(landing("/", { ...someone, roles: ["officer"], actions: ["subject.search"] })).toBe("/officer");
    expect(landing("/", { ...someone, roles: ["auditor"], actions: ["audit.search"] })).toBe("/audit");
    expect(landing("/catalog", { ...someone, roles: ["auditor"], actions: ["audit.search"] })).toBe("/catalog");
  });
  it("are found by address", () => {
    expect(areaOf("/")?.id).toBe("public");
    expect(areaOf("/officer/subjects/1")?.id).toBe("officer");
    expect(areaOf("/nowhere")).toBeUndefined();
  });
  it("have names of their own, and navigation that begins with a slash", () => {
    expect(new Set(areas.map((a) => a.id)).size).toBe(areas.length);
    for (const a of areas) for (const n of a.nav) expect(n.path).toMatch(/^\//);
  });
});
