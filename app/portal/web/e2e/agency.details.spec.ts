import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { csv, penalty } from "./agency.files";
import { choose, figure, push, trial } from "./agency.support";
import { expect, login, settled, test } from "./support";

interface Dropped {
  name: string;
  body: string;
}

/** drop lets files fall on the drop zone, as from a folder's window. */
async function drop(page: Page, ...files: Dropped[]): Promise<void> {
  const carried = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, body } of all) data.items.add(new File([body], name));
    return data;
  }, files);
  const zone = page.locator(".ag-drop");
  await zone.dispatchEvent("dragover", { dataTransfer: carried });
  await expect(zone).toHaveClass(/ag-drop-over/);
  await zone.dispatchEvent("drop", { dataTransfer: carried });
  await expect(zone).not.toHaveClass(/ag-drop-over/);
}

test("a file that is dropped is tried; two at once, an empty one and another kind are refused with a sentence", async ({ page, city }) => {
  await login(page, city, "operator", "/agency/push");
  await choose(page, "first.csv", csv([penalty(city)]));
  const records = [penalty(city), penalty(city, { CF_JDRQ: "2024/2/30" })];
  const kept = page.locator(".ag-drop strong");
  const wrong = page.locator(".ag-drop [role=alert]");
  for (const [files, said] of [
    [[{ name: "a.csv", body: csv(records) }, { name: "b.csv", body: csv(records) }], "一次只能报送一个文件"],
    [[{ name: "空.csv", body: "" }], "文件“空.csv”是空的"],
    [[{ name: "说明.pdf", body: "x" }], "不支持“说明.pdf”这种文件"],
  ] as const) {
    await drop(page, ...files);
    await expect(wrong).toContainText(said);
    await expect(kept).toHaveText("first.csv");
  }
  await drop(page, { name: "处罚.csv", body: csv(records) });
  await expect(wrong).toHaveText("");
  await expect(kept).toHaveText("处罚.csv");
  await trial(page).click();
  await expect(figure(page, "已接收")).toHaveText("1");
  await expect(figure(page, "已退回")).toHaveText("1");
});

test("the CSV template has the items of the resource, and filled in it is taken", async ({ page, city }) => {
  await login(page, city, "operator", "/agency/push");
  await choose(page, "x.csv", csv([penalty(city)]));
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "CSV 模板" }).click()]);
  expect(file.suggestedFilename()).toMatch(/penalty.*\.csv$/);
  const template = readFileSync(await file.path(), "utf8");
  const header = (template.replace(/^\ufeff/, "").split(/\r?\n/)[0] ?? "").split(",").map((h) => h.replace(/^"|"$/g, ""));
  const { items } = (await city.call("operator", "GET", "/v1/catalog/resources/penalty")) as { items: { name: string; name_zh: string }[] };
  expect(header).toEqual(items.map((i) => i.name_zh));
  const record = penalty(city);
  const row = items.map((i) => `"${(record[i.name] ?? "").replaceAll('"', '""')}"`).join(",");
  await choose(page, "template.csv", `${template.replace(/\r?\n[\s\S]*$/, "")}\r\n${row}\r\n`);
  await trial(page).click();
  await expect(figure(page, "已接收")).toHaveText("1");
});

test("the details for Kafka are those of the interface", async ({ page, city }) => {
  const c = (await city.call("operator", "GET", "/v1/agency/kafka")) as { brokers: string[]; mechanism: string; tls: boolean; inbox_topic: string; receipts_topic: string; username_prefix: string };
  const { keys } = (await city.call("operator", "GET", "/v1/agency/keys")) as { keys: { id: string }[] };
  await login(page, city, "operator", "/agency/connection");
  await settled(page);
  const fact = (name: RegExp) => page.locator(".ag-facts > div", { has: page.locator("dt", { hasText: name }) }).locator("code");
  await expect(fact(/^服务地址/)).toHaveText(c.brokers);
  await expect(fact(/^安全协议/)).toHaveText([c.tls ? "SASL_SSL" : "SASL_PLAINTEXT", c.mechanism]);
  await expect(fact(/^报送主题/)).toHaveText(c.inbox_topic);
  await expect(fact(/^回执主题/)).toHaveText(c.receipts_topic);
  const user = await fact(/^用户名/).innerText();
  expect(keys.map((k) => `${c.username_prefix}.${k.id}`)).toContain(user);
  const example = page.locator(".ag-examples pre");
  for (const part of [c.brokers.join(","), c.mechanism, user, c.inbox_topic]) await expect(example).toContainText(part);
});

test("what of a receipt is shown stands in the address; one without findings says that nothing is to be done", async ({ page, city }) => {
  const mixed = await push(city, [penalty(city), penalty(city, { CF_JDRQ: "2024/2/30" }), penalty(city, { CF_XDR_MC: `${penalty(city)["CF_XDR_MC"]} ` })]);
  const clean = await push(city, [penalty(city)]);
  await login(page, city, "operator", `/agency/receipts/${mixed.id}`);
  await settled(page);
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await page.locator("label", { hasText: /^提示$/ }).click();
  await expect(page).toHaveURL(/show=hinted/);
  await page.reload();
  await settled(page);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await expect(page.locator("tbody tr")).not.toContainText("NO_SUCH_DAY");
  await page.goto(`/portal/agency/receipts/${clean.id}`);
  await settled(page);
  await expect(page.locator(".cx-empty")).toContainText("全部记录原样接收");
  await expect(page.locator(".cx-empty")).toContainText("无需再处理");
});
