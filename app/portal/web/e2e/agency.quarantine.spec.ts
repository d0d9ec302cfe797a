import { readFileSync } from "node:fs";
import { penalty, today } from "./agency.files";
import { cell, held, note, push } from "./agency.support";
import { accessible, expect, login, settled, test, until } from "./support";

test.describe("quarantine", () => {
  test("records are corrected in a grid by keyboard, refused again with new reasons, and accepted", async ({ page, city }) => {
    const made = await push(city, [penalty(city, { CF_JDRQ: "2024/2/30" }), penalty(city, { CF_CFLB: "罚金" }), penalty(city, { CF_WSH: "" })]);
    const entries = await held(city, made.id, 3);
    await login(page, city, "operator", `/agency/quarantine?receipt=${made.id}`);
    await settled(page);
    await expect(page.locator("tbody tr")).toHaveCount(3);
    await page.getByRole("checkbox", { name: "选择本页同一信息资源的记录" }).check();
    await page.getByRole("button", { name: "在表格中更正（3）" }).click();
    await settled(page);

    // The wrong cell of the first row: typed over, with a day that is none again.
    await page.getByRole("button", { name: "下一处问题" }).click();
    await expect(note(page)).toContainText("不存在这一天");
    await page.keyboard.type("2024/2/31");
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowUp");
    await expect(page.locator(".ag-active")).toContainText("2024/2/31");
    await page.keyboard.press("Control+Enter");
    await expect(page.locator(".ag-said")).toContainText("再次退回");
    await expect(note(page)).toContainText("2024/2/31");
    // It goes on under the new entry, which knows its parent.
    await expect(page).not.toHaveURL(new RegExp(entries[0]?.id ?? "none"));
    const newer = decodeURIComponent(new URL(page.url()).searchParams.get("ids") ?? "").split(",")[0] ?? "";
    await until(20_000, "the newer entry", async () => {
      const q = (await city.call("operator", "GET", `/v1/quarantine/${newer}`).catch(() => ({ parent: "" }))) as { parent: string };
      return q.parent === entries[0]?.id;
    });
    await page.keyboard.press("F2");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(today().replaceAll("-", "/"));
    await page.keyboard.press("Enter");

    // A number is pasted; a change can be taken back.
    await page.getByRole("button", { name: "下一处问题" }).click();
    await expect(note(page)).toContainText("必填");
    const pasted = `界面粘贴${Date.now()}号`;
    await page.locator(":focus").evaluate((node, text) => {
      const data = new DataTransfer();
      data.setData("text/plain", `${text}\r\n`);
      node.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, pasted);
    await expect(page.locator(".ag-active")).toContainText(pasted);
    await page.keyboard.press("Control+z");
    await expect(page.locator(".ag-active")).not.toContainText(pasted);
    await page.keyboard.type(pasted);
    await page.keyboard.press("Enter");

    // Round to what was passed by: a code is chosen from its list.
    await page.getByRole("button", { name: "下一处问题" }).click();
    await expect(page.locator(".ag-active")).toContainText("罚金");
    await page.keyboard.press("F2");
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("option", { name: "警告" })).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(page.locator(`[data-place^="1:"].ag-cell-changed`)).toContainText("警告");
    await accessible(page);

    await page.getByRole("button", { name: "全部重报（3）" }).click();
    await expect(page.locator(".ag-head-state", { hasText: "已接收" })).toHaveCount(3);
    await accessible(page);
    await page.goto(`/portal/agency/quarantine?receipt=${made.id}&state=resubmitted`);
    await settled(page);
    await expect(page.locator("tbody tr")).toHaveCount(3);
    await expect(page.locator("tbody tr").first()).toContainText("已更正");
  });

  test("changes survive a reload, but not those of sealed items and of natural persons", async ({ page, city }) => {
    const made = await push(city, [penalty(city, { CF_JDRQ: "2024/2/30" })]);
    const [entry] = await held(city, made.id, 1);
    await login(page, city, "operator", `/agency/quarantine/correct?ids=${entry?.id}`);
    await settled(page);
    await page.getByRole("button", { name: "下一处问题" }).click();
    await expect(note(page)).toContainText("不存在这一天");
    await page.keyboard.type("2026/11/03");
    await page.keyboard.press("Enter");
    const { items } = (await city.call("operator", "GET", "/v1/catalog/resources/penalty")) as { items: { name: string }[] };
    const sealed = items.findIndex((i) => i.name === "CF_FR_ZJHM");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Home");
    for (let i = 0; i < sealed; i++) await page.keyboard.press("ArrowRight");
    await page.keyboard.type("370102199001011234");
    await page.keyboard.press("Enter");
    await expect(cell(page, 0, sealed)).toContainText("••••••");
    await expect(cell(page, 0, sealed)).not.toContainText("3701");
    expect(await page.evaluate(() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage))).not.toContain("370102");
    await page.reload();
    await settled(page);
    await expect(page.locator(".ag-said")).toContainText("已恢复上次未提交的改动 1 处");
    await expect(page.locator(".ag-cell-changed")).toHaveText(/2026\/11\/03/);
    await expect(cell(page, 0, sealed)).not.toContainText("••••••");
  });

  test("what was sent is saved as a file, and the time left is filtered and counted", async ({ page, city }) => {
    const record = penalty(city, { CF_CFLB: "罚金" });
    const made = await push(city, [record]);
    await held(city, made.id, 1);
    await login(page, city, "operator", `/agency/quarantine?receipt=${made.id}`);
    await settled(page);
    await expect(page.locator("tbody tr")).toContainText("剩 7 个工作日");
    const coming = page.waitForEvent("download");
    await page.getByRole("button", { name: /^下载原文/ }).click();
    expect(readFileSync(await (await coming).path(), "utf8")).toContain(record["CF_WSH"]);
    await page.getByRole("combobox", { name: "剩余时限" }).click();
    await page.locator(".ant-select-item-option", { hasText: "已迟报" }).click();
    await expect(page).toHaveURL(/due=late/);
    await expect(page.locator(".cx-empty")).toContainText("没有符合条件的问题数据");
    await page.goto(`/portal/agency/quarantine?receipt=${made.id}&due=week`);
    await expect(page.locator("tbody tr")).toHaveCount(1);
  });
});
