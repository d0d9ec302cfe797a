import type { Page } from "@playwright/test";
import { penalty } from "./agency.files";
import { push } from "./agency.support";
import { expect, login, settled, test } from "./support";

interface State {
  at: string;
  processes: { address: string; version: string; go_version: string; modules: { name: string }[] }[];
  ledger: { size: string; checkpoint_at: string; origin: string; verifier_key: string };
  stores: { name: string; engine: string; version: string; bytes: string; rows: string }[];
  lag: string;
  stored: string;
  quarantined: string;
}

/** told is the state as the portal's own session is told it. */
const told = async (page: Page): Promise<State> => (await (await page.request.get("/portal/api/v1/system")).json()) as State;
const figure = async (page: Page, name: string): Promise<number> => Number((await page.locator(`[data-figure=${name}] b`).innerText()).replace(/[^\d.]/g, ""));

test("the figures of the system are those that the interface tells", async ({ page, city }) => {
  await login(page, city, "sysadmin", "/admin/system");
  await settled(page);
  await expect(page.getByText("实时更新中")).toBeVisible();
  // The lag falls as well as grows: it is the same at any two instants only when nothing waits.
  await expect.poll(async () => [(await told(page)).lag, await figure(page, "lag")], { timeout: 60_000 }).toEqual(["0", 0]);
  // What grows meanwhile lies between what was told before and after; the page stands still in between.
  const before = await told(page);
  await expect.poll(async () => Date.parse((await page.locator(".ad-control time").getAttribute("datetime")) ?? "")).toBeGreaterThan(Date.parse(before.at));
  await page.getByRole("button", { name: "暂停更新" }).click();
  await expect(page.getByText("已暂停")).toBeVisible();
  const after = await told(page);
  for (const [name, of] of [
    ["stored", (s: State) => s.stored],
    ["ledger", (s: State) => s.ledger.size],
    ["quarantined", (s: State) => s.quarantined],
  ] as const) {
    const shown = await figure(page, name);
    expect(shown, name).toBeGreaterThanOrEqual(Number(of(before)));
    expect(shown, name).toBeLessThanOrEqual(Number(of(after)));
  }
  expect(await figure(page, "lag")).toBe(Number(after.lag));
  expect(await figure(page, "stored")).toBeGreaterThan(0);

  const ledger = page.getByRole("region", { name: "存证账本" });
  await expect(ledger).toContainText(after.ledger.origin);
  await expect(ledger.locator("code")).toHaveText(after.ledger.verifier_key);
  const at = Date.parse((await ledger.locator("time").getAttribute("datetime")) ?? "");
  expect(at).toBeGreaterThanOrEqual(Date.parse(before.ledger.checkpoint_at));
  expect(at).toBeLessThanOrEqual(Date.parse(after.ledger.checkpoint_at));

  const stores = page.getByRole("table", { name: "存储" }).getByRole("row");
  await expect(stores).toHaveCount(after.stores.length + 1);
  for (const s of after.stores) {
    const row = stores.filter({ hasText: s.name });
    await expect(row).toContainText(s.engine);
    await expect(row).toContainText(s.version);
    expect(Number(s.bytes), s.name).toBeGreaterThan(0);
    await expect(row.locator("td").nth(1)).toHaveText(/^[\d,.]+ (B|KiB|MiB|GiB)$/);
  }
  for (const p of after.processes) {
    const row = page.getByRole("row").filter({ hasText: p.address });
    await expect(row).toContainText(p.version);
    await expect(row).toContainText(p.go_version);
    for (const m of p.modules) await expect(row.getByRole("listitem").filter({ hasText: m.name }).first()).toBeVisible();
  }
});

test("what is pushed shows in the throughput and in what was stored", async ({ page, city }) => {
  await login(page, city, "sysadmin", "/admin/system");
  await settled(page);
  await expect(page.getByText("实时更新中")).toBeVisible();
  const before = Number((await told(page)).stored);
  await push(city, Array.from({ length: 120 }, () => penalty(city)));
  await expect.poll(() => figure(page, "stored")).toBeGreaterThanOrEqual(before + 120);
  const chart = page.locator(".ad-charts > div", { has: page.getByRole("heading", { name: "每秒入库记录" }) });
  await chart.getByRole("button", { name: /^以表格查看/ }).click();
  await expect.poll(async () => Math.max(...(await chart.locator("tbody td").allInnerTexts()).map(Number))).toBeGreaterThan(0);
  // The records are there to be asked for, so that none waits.
  await expect.poll(() => figure(page, "lag")).toBe(0);
});
