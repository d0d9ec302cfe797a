import { readFileSync, writeFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { asked, flipped, keyFile, verify } from "./audit.scene";
import { accessible, everyLook, expect, login, settled, test, type City } from "./support";

interface Seen {
  origin: string;
  size: string;
  root: string;
  note: string;
}

const place = "chengxin.ledger.seen.";
const earlier = (page: Page) => page.locator("[data-part=earlier]");

/** seen is the checkpoint that the browser remembers. */
const seen = (page: Page): Promise<Seen> =>
  page.evaluate((prefix) => {
    const key = Object.keys(localStorage).find((k) => k.startsWith(prefix)) ?? "";
    return JSON.parse(localStorage.getItem(key) ?? "null") as Seen;
  }, place);

/** forge puts another checkpoint where the browser remembers the earlier one. */
async function forge(page: Page, change: Partial<Seen>): Promise<Seen> {
  const forged = { ...(await seen(page)), ...change };
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [place + forged.origin, JSON.stringify(forged)] as const);
  return forged;
}

/** first lets the browser see the ledger for the first time. */
async function first(page: Page, city: City): Promise<void> {
  await login(page, city, "auditor", "/audit/ledger");
  await settled(page);
  await expect(earlier(page).locator("[data-state=first]")).toContainText("第一次见到该账本");
}

/** saved is what a button hands over as a file. */
async function saved(page: Page, name: string | RegExp, at: string): Promise<Download> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  await file.saveAs(at);
  return file;
}

test("the ledger is remembered, and its growth since is proven", async ({ page, city }) => {
  await first(page, city);
  await expect(page.locator(".au-outcome-ok")).toContainText(readFileSync(keyFile(city), "utf8").split("+")[1] ?? "none");
  const before = await seen(page);
  expect(before.note).toContain(`\n${before.size}\n`);
  await asked(city, 41);
  await expect(async () => {
    await page.getByRole("button", { name: "重新核验" }).click();
    await expect(earlier(page).locator("[data-state=extends]")).toBeVisible({ timeout: 10_000 });
  }).toPass();
  const from = Number(before.size).toLocaleString("zh-CN");
  await expect(earlier(page).locator("[data-state=extends]")).toContainText(`账本从 ${from} 条增长到`);
  await expect(earlier(page).locator("[data-state=extends]")).toContainText("一致性证明成立");
  expect(Number((await seen(page)).size)).toBeGreaterThan(Number(before.size));
  await accessible(page);
});

test("what the ledger held before is proven offline, with the files that the page saves", async ({ page, city }, info) => {
  await first(page, city);
  const before = await seen(page);
  const scene = await asked(city, 42);
  const index = scene.events[0]?.index ?? "";
  await page.goto(`/portal/audit/events/${index}`);
  await expect(page.locator(".au-outcome-ok")).toBeVisible();
  const [bundle, older, consistency] = ["evidence.json", "older.txt", "consistency.json"].map((n) => info.outputPath(n)) as [string, string, string];
  await saved(page, /证明文件/, bundle);
  expect((await saved(page, /先前的检查点/, older)).suggestedFilename()).toBe(`checkpoint-${before.size}.txt`);
  expect((await saved(page, /一致性证明/, consistency)).suggestedFilename()).toBe(`evidence-${index}.consistency.json`);
  expect(readFileSync(older, "utf8")).toBe(before.note);
  await expect(page.locator(".au-command")).toContainText(`--older checkpoint-${before.size}.txt --consistency evidence-${index}.consistency.json`);
  const good = await verify(bundle, keyFile(city), "--older", older, "--consistency", consistency);
  expect(good, good.said).toMatchObject({ status: 0 });
  expect(good.said).toContain(before.size);

  // A changed hash, and an older checkpoint that was touched, are refused.
  const proof = readFileSync(consistency, "utf8");
  const [hash] = /[A-Za-z0-9+/]{43}=/.exec(proof) ?? [];
  writeFileSync(consistency, proof.replace(hash ?? "none", flipped(hash)));
  const bent = await verify(bundle, keyFile(city), "--older", older, "--consistency", consistency);
  expect(bent.status, bent.said).toBe(1);
  expect(bent.said).toContain("CONSISTENCY_MISMATCH");
  writeFileSync(consistency, proof);
  writeFileSync(older, before.note.replace(`\n${before.size}\n`, `\n${Number(before.size) - 1}\n`));
  const touched = await verify(bundle, keyFile(city), "--older", older, "--consistency", consistency);
  expect(touched.status, touched.said).toBe(1);
  expect(touched.said).toContain("CHECKPOINT_SIGNATURE");
});

test("a ledger that is not what it was raises the alarm, which stays until it is dealt with", async ({ page, city, allowErrors }, info) => {
  // The server has no proof from a size that it never had.
  allowErrors(/400/);
  await first(page, city);
  const true_ = await seen(page);
  for (const [what, change, reason] of [
    ["other content", { root: flipped(true_.root) }, "先前的内容被改动过"],
    ["entries that are gone", { size: String(Number(true_.size) + 100_000) }, "账本变短了"],
  ] as const) {
    await test.step(what, async () => {
      const forged = await forge(page, { ...true_, ...change });
      await page.reload();
      await settled(page);
      const alarm = page.locator(".au-alarm[role=alert]");
      await expect(alarm).toContainText("账本与先前所见不符");
      await expect(alarm).toContainText(reason);
      await expect(alarm).toContainText(Number(forged.size).toLocaleString("zh-CN"));
      // It is the evidence: looking again does not replace it.
      await page.getByRole("button", { name: "重新核验" }).click();
      await settled(page);
      await expect(alarm).toBeVisible();
      expect(await seen(page)).toEqual(forged);
      await accessible(page);
    });
  }
  const [then, now] = [info.outputPath("then.txt"), info.outputPath("now.txt")];
  await saved(page, "保存先前的检查点", then);
  await saved(page, "保存现在的检查点", now);
  expect(readFileSync(then, "utf8")).toBe(true_.note);
  expect(readFileSync(now, "utf8")).toContain(`${true_.origin}\n`);
  // An event's page says so as well.
  await page.goto("/portal/audit/events/0");
  await expect(page.locator(".au-alarm[role=alert]")).toContainText("账本变短了");
  await page.getByRole("button", { name: "不再与这份检查点比较" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "忘记" }).click();
  await expect(page.locator(".au-alarm")).toHaveCount(0);
  await expect(earlier(page).locator("[data-state=first]")).toBeVisible();
});

test("the ledger's page in both languages and themes, whole and broken", async ({ page, city }) => {
  test.slow();
  await first(page, city);
  await everyLook(page, "audit-ledger", "/portal/audit/ledger", async (p) => {
    await expect(p.locator(".au-outcome-ok")).toBeVisible();
    await expect(earlier(p).locator("[data-state]")).toBeVisible();
  });
  await forge(page, { root: flipped((await seen(page)).root) });
  await everyLook(page, "audit-ledger-broken", "/portal/audit/ledger", async (p) => {
    await expect(p.locator(".au-alarm")).toBeInViewport({ ratio: 1 });
  });
});
