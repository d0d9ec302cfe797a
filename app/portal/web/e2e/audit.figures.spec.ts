import type { Page } from "@playwright/test";
import { agency, asked } from "./audit.scene";
import { expect, login, settled, test, type City } from "./support";

interface Count {
  name: string;
  count: string;
  denied: string;
}

interface Summary {
  total: string;
  denied: string;
  top_actors: { actor: string; actor_name: string; count: string; denied: string; subjects: string }[];
  refusals: Count[];
  purposes: Count[];
}

const summaryOf = async (city: City, query: Record<string, string>): Promise<Summary> =>
  (await city.call("auditor", "GET", `/v1/audit/summary?${new URLSearchParams({ from: "2000-01-01T00:00:00+08:00", ...query }).toString()}`)) as Summary;

const section = (page: Page, heading: string) => page.locator("section", { has: page.getByRole("heading", { name: heading, exact: true }) });
const n = (count: string) => Number(count).toLocaleString("zh-CN");

/** rows are the cells of a table in the page, but for those that hold a time. */
async function rows(page: Page, heading: string): Promise<string[][]> {
  const all = await section(page, heading).locator("tbody tr").all();
  return Promise.all(all.map(async (row) => (await row.locator("th, td:not(:has(time))").allInnerTexts()).map((t) => t.trim())));
}

test("who asked most and why requests were refused are as the interface counts them", async ({ page, city }) => {
  await asked(city, 43);
  const summary = await summaryOf(city, { agency });
  expect(summary.top_actors.length).toBeGreaterThan(1);
  expect(summary.refusals.map((r) => r.name)).toContain("CASE_NO_MISMATCH");
  await login(page, city, "auditor");
  await page.goto(`/portal/audit?period=all&agency=${agency}`);
  await settled(page);
  const top = await rows(page, "查询最多的操作人");
  expect(top.map((r) => r.slice(-3))).toEqual(summary.top_actors.map((a) => [n(a.count), n(a.denied), n(a.subjects)]));
  const links = section(page, "查询最多的操作人").locator("tbody th a");
  for (const [i, a] of summary.top_actors.entries()) expect(new URL((await links.nth(i).getAttribute("href")) ?? "", city.url).searchParams.get("actor")).toBe(a.actor);
  const refused = await rows(page, "拒绝原因");
  expect(refused.map(([name = "", count]) => [name.split(/\s/).at(-1), count])).toEqual(summary.refusals.map((r) => [r.name, n(r.count)]));
  await links.first().click();
  await expect(page).toHaveURL(new RegExp(`/audit/events\\?.*actor=${summary.top_actors[0]?.actor ?? ""}`));
});

test("the conditions who and purpose narrow the figures as the interface does", async ({ page, city }) => {
  const scene = await asked(city, 44);
  const [event] = ((await city.call("auditor", "GET", `/v1/audit/events?subject=${scene.subject}&agency=${agency}&limit=1`)) as { events: { actor: string }[] }).events;
  const actor = event?.actor ?? "";
  const [theirs, forEnforcement] = [await summaryOf(city, { agency, actor }), await summaryOf(city, { agency, actor, purpose: "enforcement" })];
  const all = await summaryOf(city, { agency });
  expect(Number(theirs.total)).toBeLessThan(Number(all.total));
  expect(Number(forEnforcement.total)).toBeLessThan(Number(theirs.total));
  expect(Number(forEnforcement.total)).toBeGreaterThan(0);
  await login(page, city, "auditor");
  await page.goto(`/portal/audit?period=all&agency=${agency}`);
  await settled(page);
  const total = page.locator(".cx-figure", { has: page.getByText("事件", { exact: true }) }).locator("b");
  await expect(total).toHaveText(n(all.total));
  await page.getByRole("button", { name: "更多条件" }).click();
  await page.getByLabel("操作人").fill(actor);
  await page.getByRole("button", { name: "检索" }).click();
  await expect(total).toHaveText(n(theirs.total));
  await page.getByRole("combobox", { name: "查询事由" }).click();
  await page.locator(".ant-select-item-option", { hasText: "行政执法" }).click();
  await page.getByRole("button", { name: "检索" }).click();
  await expect(total).toHaveText(n(forEnforcement.total));
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ period: "all", agency, actor, purpose: "enforcement" });
  const chips = page.getByRole("list", { name: "已选条件" });
  await expect(chips).toContainText("查询事由 行政执法");
  // The log keeps to the same conditions.
  await page.getByRole("link", { name: "查看对应日志" }).click();
  await expect(page).toHaveURL(/\/audit\/events\?/);
  await settled(page);
  expect(new URL(page.url()).searchParams.get("purpose")).toBe("enforcement");
});
