import type { Page } from "@playwright/test";
import { csv, penalty } from "./agency.files";
import { choose, held, note, push, trial } from "./agency.support";
import { everyLook, expect, login, settled, test, wide, type City } from "./support";

interface Month {
  month: string;
  empty: boolean;
  score: number;
  total: string;
  accepted: string;
  refused: string;
  late: string;
  parts: { name_zh: string; basis_zh: string; weight: number; score: number }[];
}

const n = (value: number | string, digits = 0) => new Intl.NumberFormat("zh-CN", { maximumFractionDigits: digits }).format(Number(value));

/** cells are the texts of a table by its rows, of the parts of a row that are named. */
const cells = async (page: Page, rows: string, part: string) => Promise.all((await page.locator(rows).all()).map(async (row) => (await row.locator(part).allInnerTexts()).map((t) => t.trim())));

/** scored holds the score of the page, its parts and its months to those of the interface. */
async function scored(page: Page, city: City): Promise<void> {
  const { months } = (await city.call("operator", "GET", "/v1/quality?months=12")) as { months: Month[] };
  const [now] = months;
  if (now === undefined || now.empty) throw new Error("there is no score of this month");
  expect(Number(now.refused)).toBeGreaterThan(0);
  expect(await page.locator(".ag-score-number b").innerText()).toBe(n(now.score, 1));
  expect(await page.locator(".ag-score-sum").innerText()).toContain(`本月收到 ${n(now.total)} 条，接收 ${n(now.accepted)} 条，退回 ${n(now.refused)} 条，迟报 ${n(now.late)} 条。`);
  const whole = now.parts.reduce((sum, p) => sum + p.weight, 0);
  const parts = now.parts.map((p) => [p.weight === 0 ? "不计" : `${n((100 * p.weight) / whole)}%`, p.weight === 0 ? "—" : n(p.score, 1), p.basis_zh]);
  expect(parts).toHaveLength(5);
  expect(await cells(page, ".ag-parts tbody tr", "td")).toEqual(parts);
  await expect(page.locator(".ag-parts tbody th")).toContainText(now.parts.map((p) => p.name_zh));
  expect(await cells(page, ".cx-chart tbody tr", "th, td")).toEqual(months.toReversed().map((m) => [m.month, m.empty ? "未报送" : n(m.score, 1), n(m.total), n(m.accepted), n(m.refused)]));
}

test.describe("looks", () => {
  test.setTimeout(240_000);

  test("overview: the score with its parts, what is due, the latest receipts", async ({ page, city }) => {
    const made = await push(city, [penalty(city), penalty(city, { CF_CFLB: "罚金" }), penalty(city, { CF_JDRQ: "2024/2/30" })]);
    await held(city, made.id, 2);
    await login(page, city, "operator", "/agency");
    // What was pushed just now may be counted only after the page asked.
    await expect(async () => {
      await page.goto("/portal/agency");
      await settled(page);
      await page.getByRole("button", { name: /^以表格查看/ }).click();
      await expect(page.locator(".cx-chart tbody tr")).toHaveCount(12);
      await scored(page, city);
    }).toPass({ timeout: 60_000 });
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
