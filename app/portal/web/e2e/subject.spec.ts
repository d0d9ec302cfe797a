import { accessible, everyLook, expect, login, settled, test, until, type City } from "./support";

const caseNo = "聊市监案〔2026〕88号";

async function subjectOf(city: City, name: string): Promise<{ id: string; subject: string }> {
  return (await city.call(name, "GET", "/v1/me")) as { id: string; subject: string };
}

test("a company reads its own record: what is in force, what is published and until when", async ({ page, city }) => {
  const profile = (await city.call("subject-org", "GET", "/v1/me/profile")) as {
    record_count: string;
    subject: { name: string };
    groups: { records: { document_no: string; resource: string; publication: string; publication_until: string }[] }[];
  };
  await login(page, city, "subject-org");
  await expect(page).toHaveURL(/\/portal\/me$/);
  await settled(page);
  await expect(page.locator("main")).toContainText(profile.subject.name);
  const records = profile.groups.flatMap((g) => g.records);
  await expect(page.locator(".cx-rec")).toHaveCount(records.length);
  const penalty = records.find((r) => r.resource === "penalty" && r.publication === "published");
  await expect(page.locator(".cx-rec", { hasText: penalty?.document_no ?? "none" })).toContainText(`公示至 ${penalty?.publication_until ?? ""}`);
  await expect(page.locator(".sj-heed")).toContainText("行政处罚");
  await accessible(page);
});

test("a person reads the own name in clear, and no ID number", async ({ page, city }) => {
  const { subject } = (await city.call("subject", "GET", "/v1/me/profile")) as { subject: { name: string } };
  expect(subject.name).toMatch(/^[\p{Script=Han}·]+$/u);
  await login(page, city, "subject");
  await settled(page);
  await expect(page.locator("#identity")).toHaveText(subject.name);
  await page.locator(".cx-rec summary, .cx-rec [aria-expanded=false]").first().click();
  await expect(page.locator(".cx-rec").first()).toContainText(subject.name);
  await expect(page.locator("main")).not.toContainText(/\d{17}[\dX]/);
  await accessible(page);
});

test("a record leads to what can be done about it, with its earliest day of repair", async ({ page, city }) => {
  await login(page, city, "subject-org", "/me");
  await settled(page);
  const card = page.locator(".cx-rec", { hasText: "行政处罚信息" }).filter({ hasText: "公示至" }).first();
  const day = (await card.locator("time").first().textContent()) ?? "";
  await card.getByRole("link", { name: /有误/ }).click();
  await expect(page).toHaveURL(/\/rights$/);
  const chosen = page.locator(".pb-chosen");
  await expect(chosen).toContainText(day);
  await expect(chosen).toContainText(/最早可申请修复的日期为 \d{4}-\d{2}-\d{2}/);
  await accessible(page);
  await page.reload();
  await settled(page);
  await expect(chosen).toHaveCount(0);
});

test("after an officer asked, the subject sees who, when, why and for which case", async ({ page, city }) => {
  const { subject } = await subjectOf(city, "subject-org");
  await city.call("officer", "GET", `/v1/subjects/${subject}/profile?purpose=enforcement&case_no=${encodeURIComponent(caseNo)}`);
  await login(page, city, "subject-org", "/me/accesses");
  const row = page.locator(".sj-accesses li", { hasText: caseNo });
  await until(30_000, "the officer's look", async () => {
    await page.reload();
    await settled(page);
    return (await row.count()) > 0;
  });
  await expect(row.first()).toContainText("聊城市市场监督管理局");
  await expect(row.first()).toContainText("行政执法");
  await expect(row.first()).toContainText("已准许");
  await page.getByRole("button", { name: "仅拒绝" }).click();
  await expect(page).toHaveURL(/decision=deny/);
  await expect(row).toHaveCount(0);
  await page.getByText("各种查询事由是什么意思").click();
  await expect(page.locator(".sj-purposes")).toContainText("办案需要，必须填写案号");
  await accessible(page);
});

test("a department of the address stays chosen though it never looked, and the count is of what is shown", async ({ page, city }) => {
  const { subject } = await subjectOf(city, "subject-org");
  await city.call("officer", "GET", `/v1/subjects/${subject}/profile?purpose=enforcement&case_no=${encodeURIComponent(caseNo)}`);
  const mine = async () => ((await city.call("subject-org", "GET", "/v1/me/accesses?limit=50")) as { events: { agency: string }[]; next_cursor: string }).events;
  await until(30_000, "the officer's look", async () => (await mine()).some((e) => e.agency === "lc-amr"));
  await login(page, city, "subject-org", "/me/accesses?agency=lc-court");
  await settled(page);
  const chosen = page.getByRole("combobox", { name: "按部门" });
  await expect(chosen).toHaveValue("lc-court");
  await expect(page.locator(".cx-empty")).toBeVisible();
  await expect(page.locator(".sj-accesses li")).toHaveCount(0);
  await chosen.selectOption("lc-amr");
  await expect(page).toHaveURL(/agency=lc-amr/);
  await expect(page.locator(".sj-accesses li")).not.toHaveCount(0);
  const n = await page.locator(".sj-accesses li").count();
  await expect(page.locator(".cx-more [role=status]")).toHaveText(new RegExp(`^(共|已显示) ${n} 条`));
  await chosen.selectOption("");
  await expect(page.locator(".sj-accesses li")).not.toHaveCount(n);
  await expect(page.locator(".sj-accesses li")).not.toHaveCount(0);
  const all = await page.locator(".sj-accesses li").count();
  await expect(page.locator(".cx-more [role=status]")).toHaveText(new RegExp(`^(共|已显示) ${all} 条`));
});

test("a refused look is shown as refused", async ({ page, city }) => {
  await login(page, city, "subject", "/me/accesses");
  await settled(page);
  const refused = page.locator(".sj-accesses li", { hasText: "被拒绝" });
  await expect(refused.first()).toContainText("对方没有看到您的信息");
});

test("another subject's record is out of reach", async ({ page, city, allowErrors }) => {
  allowErrors(/40[0134]/);
  const other = await subjectOf(city, "subject-org");
  await login(page, city, "subject", "/me");
  await settled(page);
  for (const path of [`profile?purpose=self`, `accesses`]) {
    const answer = await page.request.get(`/portal/api/v1/subjects/${other.subject}/${path}`);
    expect(answer.status(), path).toBe(403);
  }
  await page.goto(`/portal/officer/subjects/${other.subject}`);
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.locator(".cx-rec")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "执法查询" })).toHaveCount(0);
});

test("my credit asks the anonymous to log in and leads back", async ({ page }) => {
  await page.goto("/portal/me/accesses");
  await expect(page).toHaveURL(/\/portal\/login\?next=%2Fme%2Faccesses/);
});

test("a session that is revoked in mid-page asks to log in again over the veiled page, and goes on", async ({ page, city, allowErrors }) => {
  allowErrors(/401/);
  const who = city.account("subject-org");
  const { id } = await subjectOf(city, "subject-org");
  await login(page, city, "subject-org", "/me");
  await settled(page);
  await city.call("sysadmin", "POST", `/v1/people/${id}:revokeSessions`, { id });
  await page.getByRole("link", { name: "谁查过我" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await expect(dialog.locator("code").first()).toHaveText(/^[A-Z_]+$/);
  await dialog.locator("input[autocomplete=current-password]").fill(who.password ?? "");
  await dialog.locator("button[type=submit]").click();
  await expect(dialog).toBeHidden();
  await expect(page.locator(".sj-accesses li").first()).toBeVisible();
});

for (const [name, path] of [
  ["subject-record", "me"],
  ["subject-accesses", "me/accesses"],
] as const) {
  test(`${name} in every look, and on a phone`, async ({ page, city }) => {
    test.slow();
    await login(page, city, "subject-org", "/tour");
    await everyLook(page, name, `/portal/${path}`);
    await page.setViewportSize({ width: 360, height: 740 });
    await settled(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await accessible(page);
  });
}
