import { csv, penalty } from "./agency.files";
import { choose, held, note, push, trial } from "./agency.support";
import { everyLook, expect, login, settled, test, wide } from "./support";

test.describe("looks", () => {
  test.setTimeout(240_000);

  test("overview: the score with its parts, what is due, the latest receipts", async ({ page, city }) => {
    const made = await push(city, [penalty(city), penalty(city, { CF_CFLB: "罚金" }), penalty(city, { CF_JDRQ: "2024/2/30" })]);
    await held(city, made.id, 2);
    await login(page, city, "operator", "/agency");
    await settled(page);
    await expect(page.locator(".ag-score-number b")).toHaveText(/^\d+(\.\d)?$/);
    await expect(page.locator(".ag-parts tbody tr")).toHaveCount(5);
    await page.getByRole("button", { name: /^以表格查看/ }).click();
    await expect(page.locator(".cx-chart tbody tr")).toHaveCount(12);
    await page.getByRole("link", { name: /7 个工作日内到期/ }).click();
    await expect(page).toHaveURL(/due=week/);
    await settled(page);
    await expect(page.locator("tbody")).toContainText("剩 7 个工作日");
    await everyLook(page, "agency-overview", "/portal/agency", (p) => wide(p));
  });

  test("push", async ({ page, city }) => {
    await login(page, city, "operator", "/agency/push");
    const records = Array.from({ length: 30 }, (_, i) => penalty(city, i % 7 === 3 ? { CF_JDRQ: "2024/2/30" } : i % 7 === 5 ? { CF_CFLB: "罚金" } : i % 7 === 6 ? { CF_JDRQ: "2026/11/02" } : {}));
    await everyLook(page, "agency-push", "/portal/agency/push", async (p) => {
      await choose(p, "处罚.csv", csv(records));
      await trial(p).click();
      await expect(p.locator(".ag-result")).toBeVisible();
      await p.locator(".ag-findings button").first().click();
      await expect(note(p)).toBeVisible();
      await wide(p);
    });
  });

  test("receipts and a receipt", async ({ page, city }) => {
    const made = await push(city, [penalty(city), penalty(city, { CF_CFLB: "罚金" })]);
    await login(page, city, "operator", "/agency/receipts");
    await everyLook(page, "agency-receipts", "/portal/agency/receipts", (p) => wide(p));
    await everyLook(page, "agency-receipt", `/portal/agency/receipts/${made.id}`, (p) => wide(p));
  });

  test("quarantine and its grid", async ({ page, city }) => {
    const made = await push(city, [penalty(city, { CF_CFLB: "罚金" }), penalty(city, { CF_JDRQ: "2024/2/30" }), penalty(city, { CF_FRDB: "" })]);
    const entries = await held(city, made.id, 3);
    await login(page, city, "operator", "/agency/quarantine");
    await everyLook(page, "agency-quarantine", "/portal/agency/quarantine", (p) => wide(p));
    await everyLook(page, "agency-correct", `/portal/agency/quarantine/correct?ids=${entries.map((e) => e.id).join(",")}`, async (p) => {
      await wide(p);
      await p.locator(".ag-bench-tools button").nth(1).click();
      await expect(note(p)).toBeVisible();
    });
  });

  test("connection", async ({ page, city }) => {
    await login(page, city, "operator", "/agency/connection");
    await everyLook(page, "agency-connection", "/portal/agency/connection", (p) => wide(p));
  });
});
