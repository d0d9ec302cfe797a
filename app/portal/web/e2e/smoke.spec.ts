import { accessible, everyLook, expect, login, settled, test } from "./support";

test("the first page shows the city in both languages and themes", async ({ page }) => {
  await everyLook(page, "home", "/portal/");
});

test("the address without a path leads to the portal", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/portal\/$/);
});

test("a wrong password is refused with a sentence, its code and the next step", async ({ page, allowErrors }) => {
  allowErrors(/40[13]/);
  await page.goto("/portal/login");
  await page.getByLabel("账号").fill("officer");
  await page.getByLabel("密码").fill("not the password");
  await page.locator("button[type=submit]").click();
  const refusal = page.getByRole("alert");
  await expect(refusal).toContainText("下一步");
  await expect(refusal.locator("code").first()).toHaveText(/^[A-Z_]+$/);
  await accessible(page);
});

test("an officer logs in, is led to the enquiry, and logs out", async ({ page, city }) => {
  await login(page, city, "officer");
  await expect(page).toHaveURL(/\/portal\/officer/);
  await settled(page);
  await accessible(page);
  await page.getByRole("button", { name: /^账号/ }).click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByRole("link", { name: "登录", exact: true })).toBeVisible();
});

test("a desk asks the anonymous to log in and leads back", async ({ page }) => {
  await page.goto("/portal/officer");
  await expect(page).toHaveURL(/\/portal\/login\?next=%2Fofficer/);
});

test("a phone of 360 pixels scrolls in one direction only", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/portal/");
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await accessible(page);
});
