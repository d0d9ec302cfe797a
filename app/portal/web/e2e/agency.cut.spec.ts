import type { Page } from "@playwright/test";
import { csv, penalty } from "./agency.files";
import { choose, figure, receipts, trial } from "./agency.support";
import { accessible, type City, expect, login, test, until } from "./support";

/** Records that do not compress well, so that their way takes a while. */
const bulky = (city: City, n: number): string =>
  csv(Array.from({ length: n }, () => penalty(city, { CF_SY: Array.from({ length: 24 }, () => Math.random().toString(36).slice(2)).join("") })));

/** slow holds the way to the server to so many bytes a second. */
async function slow(page: Page, bytes: number): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytes });
}

const bar = (page: Page) => page.locator(".ag-upload progress");

/** underway waits until a part of the upload has gone out. */
async function underway(page: Page): Promise<void> {
  await expect(bar(page)).toHaveAttribute("value", /^[1-9]/, { timeout: 30_000 });
}

/** stored is how often a push was taken, and how many records of it. */
async function stored(city: City, key: string): Promise<{ receipts: number; accepted: number; state: string }> {
  const mine = (await receipts(city)).filter((r) => r.idempotency_key === key);
  return { receipts: mine.length, accepted: Number(mine[0]?.accepted ?? 0), state: mine[0]?.state ?? "" };
}

const keyOf = (page: Page) => page.evaluate(() => (JSON.parse(sessionStorage.getItem("chengxin.job.agency.push") ?? "{}") as { key?: string }).key ?? "");

test.describe("a slow or broken way", () => {
  test("progress shows bytes and per cent, and the upload can be cancelled", async ({ page, city }) => {
    test.setTimeout(150_000);
    await login(page, city, "operator", "/agency/push");
    const before = (await receipts(city)).length;
    await choose(page, "big.csv", bulky(city, 3_000));
    // Slow enough that axe is done before the upload is.
    await slow(page, 10_000);
    await trial(page).click();
    await underway(page);
    await expect(page.locator(".ag-upload")).toContainText(/KiB.*（\d+%）/);
    const first = Number(await bar(page).getAttribute("value"));
    await expect.poll(async () => Number(await bar(page).getAttribute("value"))).toBeGreaterThan(first);
    await accessible(page);
    await page.getByRole("button", { name: "取消" }).click();
    await expect(trial(page)).toBeEnabled();
    expect((await receipts(city)).length).toBe(before);
  });

  test("a server that dies in the middle of a push: the page says so, finds out what arrived, and goes on without doubling", async ({ page, city, allowErrors }) => {
    test.setTimeout(240_000);
    allowErrors(/ERR_|Failed to load/);
    await login(page, city, "operator", "/agency/push");
    await choose(page, "cut.csv", bulky(city, 3_000));
    await trial(page).click();
    await expect(figure(page, "已接收")).toHaveText("3,000");
    await slow(page, 60_000);
    await page.getByRole("button", { name: /^正式报送/ }).click();
    await underway(page);
    const key = await keyOf(page);
    // The receipt is there from the first thousand records on: those are stored when the server dies.
    await until(40_000, "the first batch", async () => (await stored(city, key)).state === "running");
    await expect(bar(page)).toBeVisible();
    await city.kill();
    await expect(page.getByRole("heading", { name: "有一次报送没有完成" })).toBeVisible();
    await expect(page.locator("main")).toContainText("SERVER_UNREACHABLE");
    await city.up();
    await slow(page, -1);
    await expect(page.locator("main")).toContainText("可能已收下一部分记录", { timeout: 40_000 });
    await expect(page.locator("main")).not.toContainText("SERVER_UNREACHABLE");
    await accessible(page);
    await page.getByRole("button", { name: "继续报送" }).click();
    await expect(page.getByRole("heading", { name: /报送完成/ })).toBeVisible({ timeout: 60_000 });
    await expect(figure(page, "已接收")).toHaveText("3,000");
    expect(await stored(city, key)).toEqual({ receipts: 1, accepted: 3_000, state: "complete" });
  });

  test("a reload in the middle of a push: the same file goes on under the same key, another one is refused", async ({ page, city, allowErrors }) => {
    test.setTimeout(180_000);
    allowErrors(/ERR_|Failed to load/);
    page.on("dialog", (d) => void d.accept());
    await login(page, city, "operator", "/agency/push");
    const body = bulky(city, 1_200);
    await choose(page, "reload.csv", body);
    await trial(page).click();
    await expect(figure(page, "已接收")).toHaveText("1,200");
    await slow(page, 100_000);
    await page.getByRole("button", { name: /^正式报送/ }).click();
    await underway(page);
    const key = await keyOf(page);
    await page.reload();
    await slow(page, -1);
    await expect(page.getByRole("heading", { name: "有一次报送没有完成" })).toBeVisible();
    await expect(page.locator("main")).toContainText(/没有收到|已确认接收|可能已收下/, { timeout: 40_000 });
    await page.locator("input[type=file]").setInputFiles({ name: "reload.csv", mimeType: "text/csv", buffer: Buffer.from(`${body}x`) });
    await expect(page.locator(".ag-wrong")).toContainText("不是同一个文件");
    await accessible(page);
    await page.locator("input[type=file]").setInputFiles({ name: "reload.csv", mimeType: "text/csv", buffer: Buffer.from(body) });
    await expect(page.getByRole("heading", { name: /报送完成/ })).toBeVisible({ timeout: 60_000 });
    expect(await stored(city, key)).toEqual({ receipts: 1, accepted: 1_200, state: "complete" });
  });

  test("a push that came to its end while the page was reloaded shows its receipt", async ({ page, city }) => {
    // The page of pushes would look for one as soon as it opens, and might have shown the receipt before the reload.
    await login(page, city, "operator", "/agency/receipts");
    const answer = await page.evaluate(async (records) => {
      const me = (await (await fetch("/portal/session")).json()) as { csrf: string; me: { id: string } };
      const key = "portal-0123456789abcdef0123456789abcdef";
      const r = await fetch("/portal/api/v1/resources/penalty/records:push", { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": me.csrf, "idempotency-key": key }, body: records });
      const print = { name: "done.json", size: 1, modified: 1, sha256: "" };
      sessionStorage.setItem("chengxin.job.agency.push", JSON.stringify({ key, who: me.me.id, print, at: new Date().toISOString(), resource: "penalty", op: "upsert", charset: null, sheet: "" }));
      return (await r.json()) as { id: string };
    }, JSON.stringify([penalty(city)]));
    await page.goto("/portal/agency/push");
    await expect(page.getByRole("heading", { name: /报送完成/ })).toBeVisible();
    await expect(page.locator("main")).toContainText(answer.id);
  });
});
