import type { Locator, Page } from "@playwright/test";
import { accessible, everyLook, expect, login, settled, test, until, wide, type City } from "./support";

const bureau = "聊城市市场监督管理局";

/** choose picks an option of a field that is searched by typing. */
async function choose(page: Page, within: Locator, field: string, typed: string, option = typed): Promise<void> {
  const box = within.getByRole("combobox", { name: field });
  await box.fill(typed);
  await expect(page.locator(".ant-select-item-option", { hasText: option }).first()).toBeVisible();
  await box.press("Enter"); // options that arrive late are drawn anew under a pointer
}

/** because gives the reason that a dialog asks for, and confirms. */
async function because(dialog: Locator, why: string, ok: string): Promise<void> {
  await dialog.getByLabel("理由").fill(why);
  await dialog.getByRole("button", { name: ok, exact: true }).click();
}

const ids = async (city: City, name: string): Promise<string> => {
  const found = (await city.call("secadmin", "GET", `/v1/people?query=${name}`)) as { people: { id: string; name: string }[] };
  return found.people.find((p) => p.name === name)?.id ?? "";
};

test("an agency is added and disabled, with the reasons in the ledger", async ({ page, city }) => {
  await login(page, city, "sysadmin", "/admin/agencies");
  await page.getByRole("button", { name: "新增部门" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("代码", { exact: true }).fill("lc-e2e");
  await dialog.getByLabel("名称", { exact: true }).fill("聊城市测试局");
  await choose(page, dialog, "行政区划", "371500");
  await because(dialog, "机构改革新设", "保存");
  await expect(page.getByRole("status").filter({ hasText: "已保存“聊城市测试局”" })).toBeVisible();
  await page.getByLabel("名称、代码或统一社会信用代码").fill("lc-e2e");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=lc-e2e/);
  await page.getByRole("button", { name: "停用 聊城市测试局" }).click();
  await because(page.getByRole("dialog"), "机构已撤销", "停用");
  await expect(page.getByRole("row", { name: /聊城市测试局/ })).toContainText("已停用");
  await until(30_000, "the evidence", async () => {
    const { events } = (await city.call("auditor", "GET", "/v1/audit/events?kind=policy&limit=20")) as { events: { action: string; note: string }[] };
    const notes = events.filter((e) => e.action === "agency.edit").map((e) => e.note).join("\n");
    return notes.includes("机构改革新设") && notes.includes("机构已撤销");
  });
});

test("a new person sets a password by the link, shown once, and logs in", async ({ page, city, browser }) => {
  await login(page, city, "sysadmin", "/admin/people");
  await page.getByRole("button", { name: "新增人员" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("账号", { exact: true }).fill("zhang-e2e");
  await dialog.getByLabel("姓名", { exact: true }).fill("张测试");
  await choose(page, dialog, "部门", bureau);
  await dialog.getByRole("button", { name: "建立账号" }).click();
  const shown = page.getByRole("dialog", { name: /zhang-e2e 的启用链接/ });
  const link = await shown.locator("code").first().innerText();
  expect(link).toContain(`${city.url}/enrol#token=`);
  await accessible(page);
  await shown.getByRole("button", { name: "我已保存，关闭" }).click();
  await expect(page.getByText(link)).toHaveCount(0);
  await expect(page.getByRole("row", { name: /zhang-e2e/ })).toContainText("待启用");
  const theirs = await (await browser.newContext({ baseURL: city.url })).newPage();
  await theirs.goto(link);
  const password = "a password of their own";
  await theirs.locator("#one").fill(password);
  await theirs.locator("#two").fill(password);
  await theirs.locator("form button").click();
  await expect(theirs.getByRole("status")).toContainText("zhang-e2e");
  await theirs.goto("/portal/login");
  await theirs.locator("input[autocomplete=username]").fill("zhang-e2e");
  await theirs.locator("input[autocomplete=current-password]").fill(password);
  await theirs.locator("button[type=submit]").click();
  await expect(theirs.getByRole("button", { name: /^账号/ })).toContainText("张测试");
  await theirs.context().close();
});

test("two offices for one person are refused with the reason, before sending and by the server", async ({ page, city }) => {
  await login(page, city, "secadmin", "/admin/roles");
  await page.getByRole("button", { name: "更改 officer-county" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: /执法人员/ }).uncheck();
  await dialog.getByRole("checkbox", { name: /系统管理员/ }).check();
  await dialog.getByRole("checkbox", { name: /审计管理员/ }).check();
  await expect(dialog).toContainText("三员分立：同一账号不能兼任两个管理员岗位");
  await because(dialog, "试着兼任", "保存");
  await expect(dialog).toBeVisible();
  const id = await ids(city, "officer-county");
  await expect(city.call("secadmin", "POST", `/v1/people/${id}:setRoles`, { roles: ["system_admin", "audit_admin"] })).rejects.toThrow("SEPARATION_OF_DUTIES");
});

test("a revoked key is refused at its next request", async ({ page, city }) => {
  await login(page, city, "sysadmin", "/admin/keys");
  await page.getByRole("button", { name: "签发密钥" }).click();
  const dialog = page.getByRole("dialog");
  await choose(page, dialog, "部门", bureau);
  await dialog.getByLabel("用途", { exact: true }).fill("e2e-key");
  await dialog.getByRole("button", { name: "签发密钥" }).click();
  const shown = page.getByRole("dialog", { name: "新密钥" });
  const secret = await shown.locator("code").first().innerText();
  await shown.getByRole("button", { name: "我已保存，关闭" }).click();
  const ask = () => fetch(`${city.url}/v1/me`, { headers: { authorization: `Bearer ${secret}` } }).then((r) => r.status);
  expect(await ask()).toBe(200);
  await page.getByRole("button", { name: /撤销 e2e-key/ }).click();
  await because(page.getByRole("dialog"), "密钥可能泄露", "撤销");
  await expect(page.getByRole("row", { name: /e2e-key/ })).toContainText("已撤销");
  expect(await ask()).toBe(401);
});

test("a person's sessions end at the next request", async ({ page, city, browser }) => {
  const theirs = await (await browser.newContext({ baseURL: city.url })).newPage();
  await login(theirs, city, "officer-wenling");
  const who = async () => ((await (await theirs.request.get("/portal/session")).json()) as { me?: { name: string } | null }).me?.name;
  expect(await who()).toBe("officer-wenling");
  await login(page, city, "sysadmin", "/admin/people?q=officer-wenling");
  await page.getByRole("button", { name: "管理 officer-wenling" }).click();
  await page.getByRole("button", { name: "结束全部会话" }).click();
  await because(page.getByRole("dialog", { name: /结束 officer-wenling/ }), "设备遗失", "结束全部会话");
  await expect(page.getByRole("status").filter({ hasText: "已结束 officer-wenling 的全部会话" })).toBeVisible();
  expect(await who()).toBeUndefined();
  await theirs.context().close();
});

test("a change of the policy is collected, sent with a reason, and makes a version that shows it", async ({ page, city }) => {
  await login(page, city, "secadmin", "/admin/policy");
  const before = ((await city.call("secadmin", "GET", "/v1/policies/0")) as { version: string }).version;
  const next = (BigInt(before) + 1n).toString();
  await page.getByRole("button", { name: "新增策略行" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "角色" }).fill("auditor");
  await choose(page, dialog, "操作", "receipt.read");
  await expect(dialog.locator(".ad-preview")).toContainText("审计人员可以查看回执");
  await dialog.getByRole("button", { name: "加入待提交的变更" }).click();
  const draft = page.getByRole("region", { name: "待提交的变更" });
  await expect(draft).toContainText("新增 1 行，删除 0 行");
  // It survives a reload.
  await page.reload();
  await expect(draft).toContainText("新增 1 行，删除 0 行");
  await draft.getByRole("button", { name: "提交变更" }).click();
  await because(page.getByRole("dialog"), "审计需要核对回执", "提交");
  await expect(page.getByRole("status").filter({ hasText: `已形成第 ${next} 版策略` })).toBeVisible();
  await page.goto(`/portal/admin/policy/versions/${next}`);
  await expect(page.getByText(`相对第 ${before} 版：新增 1 行，删除 0 行`)).toBeVisible();
  await expect(page.getByText("审计需要核对回执")).toBeVisible();
  await expect(city.call("secadmin", "POST", "/v1/policies", { remove: ["d-officer-search"], why: "迟到的变更", base_version: before })).rejects.toThrow("POLICY_CONFLICT");
});

test("the first version of the policy has none before it, and the page says what to do", async ({ page, city }) => {
  await login(page, city, "secadmin", "/admin/policy/versions/1");
  await settled(page);
  await expect(page.locator(".cx-empty")).toContainText("这是第一版，没有更早的版本可比较。");
  await expect(page.locator(".cx-empty")).toContainText("可在上方另选一版比较。");
});

test("who can see what finds the officer, and explains why another may not", async ({ page, city }) => {
  await login(page, city, "secadmin", `/admin/who-can?action=record.query&resource=penalty&division=371581&purpose=enforcement&case=${encodeURIComponent("聊市监案〔2026〕15号")}`);
  await expect(page.getByRole("row", { name: /演示执法人员 officer/ })).toContainText("共享级及以下");
  await page.getByLabel("人员或密钥", { exact: true }).fill("officer-wenling");
  await page.getByRole("button", { name: "解释", exact: true }).click();
  await expect(page.locator(".ad-verdict")).toContainText("OUT_OF_SCOPE");
  await accessible(page);
});

test("the state of the system is live, and can be paused", async ({ page, city }) => {
  await login(page, city, "sysadmin", "/admin/system");
  await expect(page.getByText("实时更新中")).toBeVisible();
  await expect(page.locator(".ad-charts svg").first()).toBeVisible();
  await page.getByRole("button", { name: "暂停更新" }).click();
  await expect(page.getByText("已暂停")).toBeVisible();
  await accessible(page);
});

test("who holds another role learns which office does it", async ({ page, city }) => {
  for (const [name, address, office] of [["officer", "people", "系统管理员"], ["sysadmin", "roles", "安全管理员"], ["secadmin", "system", "系统管理员"]] as const) {
    await page.context().clearCookies();
    await login(page, city, name, `/admin/${address}`);
    await expect(page.getByRole("heading", { name: `此页由${office}办理` })).toBeVisible();
  }
  await page.context().clearCookies();
  await login(page, city, "auditadmin", "/admin/people");
  await settled(page);
  await expect(page.getByText("变更由系统管理员办理")).toBeVisible();
  await expect(page.getByRole("button", { name: "新增人员" })).toHaveCount(0);
});

for (const [name, pages] of [["sysadmin", ["", "agencies", "people", "keys", "system"]], ["secadmin", ["roles", "policy", "policy/versions", "policy/versions/1", "who-can"]]] as const) {
  test(`the pages of ${name} in both languages and themes`, async ({ page, city }) => {
    test.setTimeout(480_000);
    await login(page, city, name, "/admin");
    for (const at of pages) await everyLook(page, `admin-${at.replaceAll("/", "-") || "offices"}`, at === "" ? "/portal/admin" : `/portal/admin/${at}`, (p) => wide(p));
  });
}
