import { accessible, everyLook, expect, login, settled, test, wide } from "./support";
import { Desk, openProfile, records } from "./officer.scene";

test.describe.configure({ timeout: 240_000 });

test("an address without a page says so, in every look and on a phone", async ({ page }) => {
  await everyLook(page, "not-found", "/portal/nowhere", (p) => wide(p));
  await expect(page.getByRole("alert")).toContainText("PAGE_NOT_FOUND");
  await page.setViewportSize({ width: 360, height: 740 });
  await wide(page, 360);
});

test("the login in every look and on a phone", async ({ page }) => {
  await everyLook(page, "login", "/portal/login", (p) => wide(p));
  await page.setViewportSize({ width: 360, height: 740 });
  await wide(page, 360);
  await accessible(page);
});

test("a resource of the catalog on a phone, in each of its views", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const view of ["", "?view=items"]) {
    await page.goto(`/portal/catalog/penalty${view}`);
    await wide(page, 360);
    await accessible(page);
  }
  await page.goto("/portal/catalog/person_registration");
  await wide(page, 360);
});

for (const [name, addresses] of [
  ["auditor", ["audit?period=all", "audit/events", "audit/events/0", "audit/ledger"]],
  ["catalog", ["catalog", "catalog/penalty", "catalog/penalty?view=items", "catalog/penalty?view=quality", "catalog/penalty?view=usage", "catalog/penalty?view=samples", "catalog/proposals", "catalog/publish"]],
] as const) {
  test(`the pages of ${name} scroll in one direction at 1280 pixels`, async ({ page, city }) => {
    await login(page, city, name, "/tour");
    for (const address of addresses) {
      await test.step(address, async () => {
        await page.goto(`/portal/${address}`);
        await wide(page);
      });
    }
  });
}

test("the officer's pages scroll in one direction at 1280 pixels", async ({ page, city }) => {
  const { subject } = await (await Desk.of(city, "officer")).find("公司", (p) => records(p).length > 10);
  await login(page, city, "officer", "/officer");
  await wide(page);
  await page.locator("#officer-search").fill("公司");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-hit]").first()).toBeVisible();
  await wide(page);
  await openProfile(page, subject.id);
  await wide(page);
  await page.locator(".of-expand").first().click();
  await wide(page);
  await page.getByRole("link", { name: "打印" }).click();
  await expect(page).toHaveURL(/\/print/);
  await settled(page);
  await wide(page);
});
