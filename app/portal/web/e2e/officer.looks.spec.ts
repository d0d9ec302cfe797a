import { caseNo, Desk, has, openProfile, records } from "./officer.scene";
import { everyLook, expect, login, settled, test } from "./support";

// Each look is drawn, checked with axe and pictured four times.
test.describe.configure({ timeout: 300_000 });

test("the search in both languages and themes: before, with results, and asking for the case", async ({ page, city }) => {
  const { subject } = await (await Desk.of(city, "officer")).find("公司", (p) => p.subject.former_names.length > 0);
  await login(page, city, "officer", "/officer");
  await everyLook(page, "officer-start", "/portal/officer");
  await everyLook(page, "officer-results", "/portal/officer", async (p) => {
    await p.locator("#officer-search").fill(subject.former_names[0]?.name.slice(-8) ?? "");
    await p.keyboard.press("Enter");
    await expect(p.locator("[data-hit]").first()).toBeVisible();
    await settled(p);
  });
  await everyLook(page, "officer-gate", `/portal/officer/subjects/${subject.id}`);
});

test("the profile in both languages and themes: now, a record opened, and a past state", async ({ page, city }) => {
  const grave = await (await Desk.of(city, "officer")).find("公司", (p) => has(p, "serious_list") && has(p, "penalty") && records(p).length > 15);
  const address = `/portal/officer/subjects/${grave.subject.id}`;
  await login(page, city, "officer", "/officer");
  await openProfile(page, grave.subject.id);
  await everyLook(page, "officer-profile", address, async (p) => {
    await expect(p.locator(".of-timeline svg path").first()).toBeAttached();
  });
  await everyLook(page, "officer-record", address, async (p) => {
    const first = p.locator(".of-expand").first();
    await first.click();
    await first.scrollIntoViewIfNeeded();
  });
  await everyLook(page, "officer-past", `${address}?as_of=2020-01-01&versions=1`, async (p) => {
    await expect(p.locator(".of-past")).toBeVisible();
    await settled(p);
  });
});

test("a record with much withheld, in both languages and themes", async ({ page, city }) => {
  const partly = await (await Desk.of(city, "officer-county")).find("公司", (p) => p.withheld.length > 2 && records(p).length > 3);
  await login(page, city, "officer-county", "/officer");
  await openProfile(page, partly.subject.id);
  await everyLook(page, "officer-withheld", `/portal/officer/subjects/${partly.subject.id}`, async (p) => {
    await p.locator("#of-withheld").scrollIntoViewIfNeeded();
  });
});

test("the print view carries the answer on the screen, its evidence, and a code to check it by", async ({ page, city }) => {
  const { subject } = await (await Desk.of(city, "officer-county")).find("公司", (p) => p.withheld.length > 0 && records(p).length > 3);
  await login(page, city, "officer-county", "/officer");
  await openProfile(page, subject.id);
  const evidence = (await page.getByText(/^#\d+$/).first().textContent()) ?? "";
  await page.getByRole("link", { name: "打印" }).click();
  const paper = page.getByRole("article", { name: "信用信息查询结果" });
  // Printing asks nothing anew: it is the same evidence.
  await expect(paper.getByText(evidence, { exact: true })).toBeVisible();
  for (const said of ["临清市市场监督管理局", caseNo, subject.id, "chengxin.local/ledger", "未显示的记录", "超出您的授权范围", "chengxin audit verify"]) {
    await expect(paper).toContainText(said);
  }
  await expect(paper.getByRole("img", { name: `二维码：存证 ${evidence} 的核验地址和账本检查点` })).toBeVisible();
  await page.getByLabel("附每条记录的全部信息项").click();
  await expect(paper.locator(".of-paper-items").first()).toBeVisible();
  // On paper there is the sheet and nothing else.
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("region", { name: "当前案件" })).toBeHidden();
  await expect(page.getByRole("button", { name: "打印" })).toBeHidden();
  await expect(paper).toBeVisible();
  const pdf = await page.pdf({ preferCSSPageSize: true });
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  await page.emulateMedia({ media: "screen" });
  await everyLook(page, "officer-print", `/portal/officer/subjects/${subject.id}/print`);
});
