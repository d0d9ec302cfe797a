import { describe, expect, it } from "vitest";
import accounts from "../../../../../../app/chengxin/internal/demo/accounts.go?raw";
import { areas } from "../../shell/registry";
import { tours } from "./tours";

const paths = areas.flatMap((a) => [...a.nav.map((n) => n.path), ...a.routes.map((r) => `/${r.path ?? ""}`)]);
const leads = (to: string) => {
  const path = to.replace(/\?.*/, "");
  return paths.some((p) => new RegExp(`^${p.replace(/:\w+/g, "[^/]+")}$`).test(path));
};

describe.each(tours)("the tour of $id", ({ accounts: names, steps }) => {
  it("has three to five steps, each to a page that exists", () => {
    expect(steps.length).toBeGreaterThanOrEqual(3);
    expect(steps.length).toBeLessThanOrEqual(5);
    expect(steps.map((s) => s.to).filter((to) => !leads(to))).toEqual([]);
  });
  it("names accounts that the demo has", () => {
    expect(names.filter((n) => !accounts.includes(`"${n}"`))).toEqual([]);
  });
});
