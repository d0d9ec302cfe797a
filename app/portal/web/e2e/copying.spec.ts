import type { Page } from "@playwright/test";
import { expect, login, settled, test } from "./support";

/** plainHttp takes away what browsers withhold from pages that came over plain HTTP. */
async function plainHttp(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, "clipboard");
  });
}

/** pasted is what the clipboard holds: it is pasted into the search of the catalog. */
async function pasted(page: Page): Promise<string> {
  const blank = await page.context().newPage();
  await blank.goto("/portal/rights");
  await blank.evaluate(() => {
    const field = document.createElement("textarea");
    document.body.append(field);
    field.focus();
  });
  await blank.keyboard.press("Control+V");
  const text = await blank.evaluate(() => document.querySelector("textarea")?.value ?? "");
  await blank.close();
  return text;
}

test("copying works without the clipboard interface, of one line and of several", async ({ page, city }) => {
  await plainHttp(page);
  await login(page, city, "operator", "/catalog/penalty?view=samples");
  await settled(page);
  expect(await page.evaluate(() => "clipboard" in navigator)).toBe(false);
  await page.getByRole("button", { name: "复制全部（NDJSON）" }).click();
  await expect(page.getByRole("status").filter({ hasText: "已复制" })).toBeVisible();
  await expect(page.getByRole("button", { name: "复制全部（NDJSON）" })).toBeFocused();
  const lines = (await pasted(page)).split("\n");
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty("CF_WSH");
  await page.goto("/portal/agency/connection");
  await settled(page);
  const inbox = page.locator(".cx-code").nth(3);
  await inbox.getByRole("button").click();
  await expect(inbox.getByRole("status")).toHaveText("已复制");
  expect(await pasted(page)).toBe(await inbox.locator("code").innerText());
});

test("a key is copied from within its dialog", async ({ page, city }) => {
  await plainHttp(page);
  await login(page, city, "operator", "/agency/connection");
  await settled(page);
  await page.getByRole("button", { name: "签发密钥" }).click();
  const ask = page.getByRole("dialog", { name: "签发密钥" });
  await ask.getByLabel("用途说明").fill("复制测试");
  await page.keyboard.press("Enter");
  const shown = page.getByRole("dialog", { name: "请保存密钥" });
  await shown.locator(".ag-code button").click();
  await expect(shown.locator(".ag-code").getByRole("status")).toHaveText("已复制");
  expect(await pasted(page)).toBe(await shown.locator("pre").innerText());
});

test("a copy that fails says so, and what to do", async ({ page, city }) => {
  await plainHttp(page);
  await page.addInitScript(() => {
    Object.defineProperty(document, "execCommand", { value: () => false });
  });
  await login(page, city, "operator", "/agency/connection");
  await settled(page);
  const code = page.locator(".cx-code").first();
  await code.getByRole("button").click();
  await expect(code.getByText("复制失败，请手动选取")).toBeVisible();
  await page.locator(".ag-examples .ag-code button").click();
  await expect(page.locator(".ag-examples .ag-code").getByText("复制失败，请手动选取")).toBeVisible();
  await page.goto("/portal/catalog/penalty?view=samples");
  await settled(page);
  await page.getByRole("button", { name: "复制全部（NDJSON）" }).click();
  await expect(page.getByText("复制失败，请手动选取")).toBeVisible();
});
