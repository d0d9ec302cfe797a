import { readFileSync } from "node:fs";
import { csv, filled, gbk, penalty, today } from "./agency.files";
import { cell, choose, figure, note, pick, push, type Receipt, receipts, trial } from "./agency.support";
import { accessible, expect, login, settled, test } from "./support";

test.describe("push", () => {
  test("a GBK file is tried first: its mistakes stand at their cells, with what to do; then it is pushed", async ({ page, city }) => {
    await login(page, city, "operator", "/agency/push");
    const before = (await receipts(city)).length;
    const records = [penalty(city), penalty(city, { CF_JDRQ: "2024/2/30" }), penalty(city, { CF_CFLB: "罚金" }), penalty(city, { CF_XDR_MC: `${penalty(city)["CF_XDR_MC"]} ` })];
    await choose(page, "处罚.csv", gbk(csv(records)));
    await expect(page.locator(".ag-field", { hasText: "编码" })).toContainText("GBK / GB18030");
    await expect(page.getByRole("grid")).toContainText(records[0]?.["CF_WSH"] ?? "none");
    await trial(page).click();
    await expect(figure(page, "已接收")).toHaveText("2");
    await expect(figure(page, "已退回")).toHaveText("2");
    await expect(figure(page, "有提示")).toHaveText("1");
    expect((await receipts(city)).length).toBe(before);

    // The list leads to the cell, which explains itself.
    await page.locator(".ag-findings button", { hasText: "第 3 行" }).click();
    await expect(page.locator(":focus")).toContainText("2024/2/30");
    await expect(page.locator(":focus")).toHaveAttribute("aria-invalid", "true");
    await expect(note(page)).toContainText("不存在这一天");
    await expect(note(page)).toContainText("怎么改");
    await page.keyboard.press("Escape");
    await expect(note(page)).toHaveCount(0);
    await page.keyboard.press("ArrowUp");
    await expect(page.locator(":focus")).toContainText(today());
    await page.keyboard.press("ArrowDown");
    await expect(note(page)).toBeVisible();

    // A decision of today has its seven working days; one that is no day has none.
    await expect(cell(page, 0, -1)).toContainText("剩 7");
    await expect(cell(page, 1, -1)).not.toContainText("剩");
    await page.locator(".ag-preview-head").getByText(/^有误/).click();
    await expect(page.getByRole("rowheader")).toHaveCount(2);
    await accessible(page);

    await page.getByRole("button", { name: /^正式报送/ }).click();
    await expect(page.getByRole("heading", { name: /报送完成/ })).toBeVisible();
    await expect(figure(page, "已接收")).toHaveText("2");
    await expect(page.getByText("服务器收到的内容与本地文件一致")).toBeVisible();
    await accessible(page);
    await page.getByRole("link", { name: "查看回执" }).click();
    await settled(page);
    await expect(page.locator("main")).toContainText("NO_SUCH_DAY");
    expect((await receipts(city)).length).toBe(before + 1);
  });

  test("what spoils a whole file is one clear refusal, and nothing is stored", async ({ page, city, allowErrors }) => {
    allowErrors(/400/);
    await login(page, city, "operator", "/agency/push");
    const before = (await receipts(city)).length;
    const refusal = page.locator("main").getByRole("alert").filter({ has: page.locator("code") });
    await choose(page, "a.csv", gbk(csv([penalty(city)])));
    await page.getByRole("combobox", { name: "编码" }).click();
    await page.getByRole("option", { name: "UTF-8" }).or(page.locator(".ant-select-item-option", { hasText: /^UTF-8$/ })).last().click();
    await trial(page).click();
    await expect(refusal).toContainText("BAD_CHARSET");
    await expect(refusal).toContainText("下一步");

    await choose(page, "b.csv", csv([penalty(city, { 不知道的列: "x" })]));
    await trial(page).click();
    await expect(refusal).toContainText("UNKNOWN_COLUMN");
    await expect(refusal).toContainText("不知道的列");
    await accessible(page);

    await choose(page, "c.csv", csv([penalty(city)]), "permit");
    await trial(page).click();
    await expect(refusal).toContainText("UNKNOWN_COLUMN");

    await page.locator("input[type=file]").setInputFiles({ name: "old.xls", mimeType: "application/vnd.ms-excel", buffer: Buffer.from("x") });
    await expect(page.locator(".ag-wrong")).toContainText("old.xls");
    await expect(page.locator(".ag-drop strong")).toHaveText("c.csv");
    expect((await receipts(city)).length).toBe(before);
  });

  test("the downloaded workbook is filled in, tried and pushed", async ({ page, city }) => {
    await login(page, city, "operator", "/agency/push");
    await choose(page, "x.csv", csv([penalty(city)]));
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "Excel 模板" }).click();
    const template = readFileSync(await (await coming).path());
    const { items } = (await city.call("operator", "GET", "/v1/catalog/resources/penalty")) as { items: { name: string; name_zh: string }[] };
    const names = new Map(items.map((i) => [i.name, i.name_zh]));
    const records = [penalty(city), penalty(city, { CF_JDRQ: "2024/2/30" })];
    await choose(page, "处罚.xlsx", filled(template, records, names));
    await trial(page).click();
    await expect(figure(page, "已接收")).toHaveText("1");
    await expect(figure(page, "已退回")).toHaveText("1");
    await expect(page.getByRole("grid")).toContainText(records[1]?.["CF_WSH"] ?? "none");
    await page.locator(".ag-findings button", { hasText: "第 3 行" }).click();
    await expect(page.locator(":focus")).toContainText("2024/2/30");
    await page.getByRole("button", { name: /^正式报送/ }).click();
    await expect(page.getByRole("heading", { name: /报送完成/ })).toBeVisible();
    await expect(figure(page, "已接收")).toHaveText("1");
  });

  test("records are withdrawn by their key", async ({ page, city }) => {
    const record = penalty(city);
    await push(city, [record]);
    await login(page, city, "operator", "/agency/push");
    await page.getByRole("radio", { name: "撤回" }).check();
    const { CF_WSH = "", CF_XDR_MC = "", CF_XDR_LB = "", CF_XDR_SHXYM = "", CF_CFJGDM = "" } = record;
    await choose(page, "key.csv", csv([{ CF_WSH, CF_XDR_MC, CF_XDR_LB, CF_XDR_SHXYM, CF_CFJGDM }]));
    await expect(page.locator(".ag-caution")).toContainText("行政处罚决定书文号");
    await trial(page).click();
    await expect(figure(page, "已接收")).toHaveText("1");
    await page.getByRole("button", { name: /^正式报送/ }).click();
    await expect(page.getByRole("heading", { name: /撤回完成/ })).toBeVisible();
    expect((await receipts(city))[0]?.op).toBe("withdraw");
  });
});

test("a key is shown once, pushes, and no longer does when it is revoked", async ({ page, city }) => {
  await login(page, city, "operator", "/agency/connection");
  await settled(page);
  await page.getByRole("button", { name: "签发密钥" }).click();
  const ask = page.getByRole("dialog", { name: "签发密钥" });
  await ask.getByRole("button", { name: "签发密钥" }).click();
  await expect(ask).toContainText("请写明用途");
  await ask.getByLabel("用途说明").fill("界面测试");
  await accessible(page);
  await page.keyboard.press("Enter");
  const shown = page.getByRole("dialog", { name: "请保存密钥" });
  const secret = (await shown.locator("pre").textContent()) ?? "";
  expect(secret).toMatch(/^cxk_/);
  await expect(shown.getByRole("button", { name: "完成" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(shown).toBeVisible();
  await accessible(page);
  await shown.getByLabel("我已妥善保存密钥").check();
  await shown.getByRole("button", { name: "完成" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);
  const row = page.locator("tbody tr", { hasText: "界面测试" });
  await expect(row).toContainText("有效");

  const use = () => fetch(`${city.url}/v1/resources/penalty/records:push`, { method: "POST", headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" }, body: JSON.stringify([penalty(city)]) });
  const taken = await use();
  expect(taken.status).toBe(200);
  expect(((await taken.json()) as Receipt).accepted).toBe("1");
  await expect(page.locator(".ag-code pre")).not.toContainText(secret);

  await row.getByRole("button", { name: /^撤销/ }).click();
  const sure = page.getByRole("dialog", { name: /撤销密钥/ });
  await sure.getByRole("button", { name: "撤销" }).click();
  await expect(sure).toContainText("请写明理由");
  await sure.getByLabel("理由").fill("系统已停用");
  await sure.getByRole("button", { name: "撤销" }).click();
  await expect(row).toHaveCount(0);
  expect((await use()).status).toBe(401);
  const ended = page.getByRole("switch", { name: "显示已失效的" });
  await ended.click();
  await expect(row).toContainText("已撤销");
  await expect(page).toHaveURL(/ended=1/);
  await page.reload();
  await expect(ended).toBeChecked();
  await expect(row).toContainText("已撤销");
});

test("receipts are filtered in the address and lead to what was found", async ({ page, city }) => {
  const made = await push(city, [penalty(city), penalty(city, { CF_JDRQ: "2024/2/30" })]);
  await login(page, city, "operator", "/agency/receipts");
  await settled(page);
  await page.getByRole("combobox", { name: "信息资源" }).click();
  await pick(page, "penalty");
  await expect(page).toHaveURL(/resource=penalty/);
  await expect(page.locator("tbody tr", { hasNotText: "行政处罚信息" })).toHaveCount(0);
  await page.getByRole("link", { name: `查看回执 ${made.id}` }).click();
  await settled(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(made.id);
  await expect(page.locator(".cx-evidence")).toContainText("#");
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.locator("label", { hasText: /^提示$/ }).click();
  await expect(page.locator("tbody tr")).toHaveCount(0);
  await page.getByRole("link", { name: "更正退回的记录" }).click();
  await expect(page).toHaveURL(new RegExp(`receipt=${made.id}`));
});

test("who may not push is told so", async ({ page, city }) => {
  await login(page, city, "officer", "/agency/push");
  await expect(page.getByRole("alert")).toContainText("ROLE_LACKING");
});
