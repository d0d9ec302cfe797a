import { readFileSync, writeFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { agency, asked, flipped, keyFile, otherKey, verify, type Bundle } from "./audit.scene";
import { accessible, everyLook, expect, login, settled, test } from "./support";

const proofs = "**/v1/audit/events/*/proof";
const steps = ["signature", "inclusion", "leaf", "detail", "shown"];

const indexes = (page: Page): Promise<string[]> => page.locator(".au-log tbody th a").allTextContents();

/** sum adds up what the table in place of a picture says. */
async function sum(table: Locator): Promise<number> {
  await expect(table.locator("tbody tr")).toHaveCount(7);
  const cells = await table.locator("tbody td").allTextContents();
  expect(cells).toHaveLength(7 * 24);
  return cells.reduce((n, cell) => n + Number(cell), 0);
}

async function expectSteps(page: Page, states: string[]): Promise<void> {
  await expect(page.locator(".au-steps > li")).toHaveCount(steps.length);
  for (const [i, step] of steps.entries()) await expect(page.locator(`[data-step=${step}]`), step).toHaveAttribute("data-state", states[i] ?? "");
}

test("the heat map can be read as a table, whose sums are those of the interface", async ({ page, city }) => {
  const scene = await asked(city, 31);
  await login(page, city, "auditor");
  await page.goto(`/portal/audit?period=7d&agency=${agency}&subject=${scene.subject}`);
  await settled(page);
  const from = new Date(Date.now() - 6 * 86_400_000).toISOString();
  const summary = (await city.call("auditor", "GET", `/v1/audit/summary?subject=${scene.subject}&agency=${agency}&from=${encodeURIComponent(from)}`)) as { total: string; denied: string };
  expect(summary).toMatchObject({ total: "3", denied: "1" });
  const card = page.locator("section", { has: page.getByRole("heading", { name: "按星期和小时" }) });
  await card.getByRole("button", { name: /以表格查看/ }).click();
  const table = card.getByRole("table", { name: /热力图/ });
  expect(await sum(table)).toBe(Number(summary.total));
  await card.getByText("仅拒绝").click();
  await expect.poll(() => sum(table)).toBe(Number(summary.denied));
  // What is counted stands in the address.
  await expect(page).toHaveURL(/measure=denied/);
  await page.reload();
  await settled(page);
  await card.getByRole("button", { name: /以表格查看/ }).click();
  await expect.poll(() => sum(table)).toBe(Number(summary.denied));
  await accessible(page);
});

test("the filter stands in the address and survives a reload", async ({ page, city }) => {
  const scene = await asked(city, 32);
  await login(page, city, "auditor");
  await page.goto(`/portal/audit?agency=${agency}`);
  await settled(page);
  await page.getByText("近 7 天", { exact: true }).click();
  await expect(page).toHaveURL(/period=7d/);
  await page.getByRole("button", { name: "更多条件" }).click();
  await page.getByLabel("案号").fill(scene.caseNo);
  await page.keyboard.press("Enter");
  const chips = page.getByRole("list", { name: "已选条件" });
  const total = page.locator(".cx-figure", { has: page.getByText("事件", { exact: true }) }).locator("b");
  const same = async () => {
    await settled(page);
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ agency, period: "7d", case: scene.caseNo });
    await expect(page.getByRole("radio", { name: "近 7 天" })).toBeChecked();
    await expect(chips.getByRole("listitem")).toHaveText([/^部门/, `案号 ${scene.caseNo}`]);
    await expect(total).toHaveText("2");
  };
  await expect(chips.getByRole("listitem")).toHaveCount(2);
  await same();
  await page.reload();
  await same();
  // The same conditions at another time find nothing.
  await page.goto(`/portal/audit?period=custom&from=2020-01-01&to=2020-01-01&agency=${agency}&case=${encodeURIComponent(scene.caseNo)}`);
  await expect(page.getByText("所选范围内没有事件。")).toBeVisible();
});

test("the log shows exactly the events of a subject, and of them those refused", async ({ page, city }) => {
  const scene = await asked(city, 33);
  await login(page, city, "auditor");
  await page.goto(`/portal/audit/events?agency=${agency}`);
  await settled(page);
  await page.getByRole("textbox", { name: "信用主体" }).fill(scene.subject);
  await page.keyboard.press("Enter");
  await expect(page.getByText("共 3 条，已全部显示")).toBeVisible();
  expect(await indexes(page)).toEqual(scene.events.map((e) => e.index));
  await page.getByRole("combobox", { name: "处理结果" }).click();
  await page.locator(".ant-select-item-option", { hasText: "拒绝" }).click();
  await page.getByRole("button", { name: "检索" }).click();
  await expect(page.getByText("共 1 条，已全部显示")).toBeVisible();
  expect(await indexes(page)).toEqual(scene.events.filter((e) => e.decision === "deny").map((e) => e.index));
  await expect(page.locator(".au-log tbody tr")).toContainText(["拒绝"]);
  expect(new URL(page.url()).searchParams.get("decision")).toBe("deny");
  // An ID number never gets into the address.
  await page.getByRole("textbox", { name: "信用主体" }).fill("11010519491231002X");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("身份证号码");
  expect(page.url()).not.toContain("1101");
});

test("the log comes page by page, without a gap and without a repetition", async ({ page, city }) => {
  await login(page, city, "auditor");
  await page.goto("/portal/audit/events?period=all");
  await settled(page);
  await expect(page.locator(".au-log tbody tr")).toHaveCount(50);
  await page.getByRole("button", { name: "加载更多" }).click();
  await expect(page.locator(".au-log tbody tr")).toHaveCount(100);
  const all = (await indexes(page)).map(Number);
  expect(all).toEqual(all.map((_, i) => (all[0] ?? 0) - i));
});

test("an event's proof is verified in the browser, step by step", async ({ page, city }) => {
  const scene = await asked(city, 34);
  await login(page, city, "auditor");
  await page.goto(`/portal/audit/events?agency=${agency}&subject=${scene.subject}`);
  await page.locator(".au-log tbody tr").first().click();
  await expect(page).toHaveURL(new RegExp(`/audit/events/${scene.events[0]?.index ?? ""}$`));
  await expectSteps(page, ["ok", "ok", "ok", "ok", "ok"]);
  await expect(page.locator(".au-outcome-ok")).toContainText("核验通过");
  await expect(page.locator(".au-facts")).toContainText(scene.caseNo);
  await expect(page.locator(".au-unproven")).toHaveCount(0);
});

const lies: { name: string; tell: (b: Bundle) => void; states: string[]; reason: string }[] = [
  { name: "a bit of the leaf", tell: (b) => (b.leaf = flipped(b.leaf)), states: ["ok", "bad", "waiting", "waiting", "waiting"], reason: "算得的根哈希与检查点不符" },
  { name: "a bit of an inclusion hash", tell: (b) => (b.inclusion[0] = flipped(b.inclusion[0])), states: ["ok", "bad", "waiting", "waiting", "waiting"], reason: "算得的根哈希与检查点不符" },
  { name: "a hash left out", tell: (b) => b.inclusion.pop(), states: ["ok", "bad", "waiting", "waiting", "waiting"], reason: "收录证明的长度不对" },
  { name: "a bit of the detail", tell: (b) => (b.detail = flipped(b.detail)), states: ["ok", "ok", "ok", "bad", "waiting"], reason: "明细与叶子中的承诺值不符" },
  { name: "the size in the checkpoint", tell: (b) => (b.checkpoint = b.checkpoint.replace(/\n(\d+)\n/, (_, n: string) => `\n${Number(n) + 1}\n`)), states: ["bad", "waiting", "waiting", "waiting", "waiting"], reason: "检查点的签名不成立" },
  { name: "who asked, beside a true proof", tell: (b) => (b.event.actor_name = "somebody-else"), states: ["ok", "ok", "ok", "ok", "bad"], reason: "服务器显示的内容与已核验的明细不同：actor_name" },
];

test("a proof that was tampered with is shown as failed, with the reason", async ({ page, city }) => {
  const scene = await asked(city, 35);
  await login(page, city, "auditor");
  for (const lie of lies) {
    await test.step(lie.name, async () => {
      await page.route(proofs, async (route) => {
        const answer = await route.fetch();
        const bundle = (await answer.json()) as Bundle;
        lie.tell(bundle);
        await route.fulfill({ response: answer, json: bundle });
      });
      await page.goto(`/portal/audit/events/${scene.events[0]?.index ?? ""}`);
      await expectSteps(page, lie.states);
      await expect(page.locator(".au-outcome-bad")).toContainText("核验未通过");
      await expect(page.locator(".au-outcome-ok")).toHaveCount(0);
      await expect(page.locator("[data-state=bad]")).toContainText(lie.reason);
      await expect(page.locator(".au-unproven")).toContainText("请勿采信");
      await page.unroute(proofs);
    });
  }
  await accessible(page);
});

test("a wrong verifier key is detected, and the ledger's own, obtained elsewhere, is accepted", async ({ page, city }) => {
  const scene = await asked(city, 36);
  const [right, wrong] = [readFileSync(keyFile(city), "utf8").trim(), otherKey(city)];
  await login(page, city, "auditor");
  await page.goto(`/portal/audit/events/${scene.events[0]?.index ?? ""}`);
  await expectSteps(page, ["ok", "ok", "ok", "ok", "ok"]);
  await page.getByText("换用别处取得的公钥").click();
  const field = page.getByLabel("粘贴公钥");
  // A letter copied wrongly is no key.
  await field.fill(right.replace(/\+([0-9a-f]{7})[0-9a-f]\+/, (all, head: string) => `+${head}${all.at(-2) === "0" ? "1" : "0"}+`));
  await field.press("Enter");
  await expect(page.locator(".au-key")).toContainText("这不是验证公钥，或抄录有误。");
  await expectSteps(page, ["ok", "ok", "ok", "ok", "ok"]);
  await field.fill(wrong);
  await field.press("Enter");
  await expectSteps(page, ["bad", "waiting", "waiting", "waiting", "waiting"]);
  await expect(page.locator(".au-outcome-bad")).toContainText("检查点上没有该公钥的签名");
  await expect(page.locator(".au-proof").getByRole("alert").filter({ hasText: "与您提供的不同" })).toBeVisible();
  await accessible(page);
  // It is remembered, so that a reload does not turn to what the server says.
  await page.reload();
  await expectSteps(page, ["bad", "waiting", "waiting", "waiting", "waiting"]);
  await page.getByText("换用别处取得的公钥").click();
  await field.fill(right);
  await field.press("Enter");
  await expectSteps(page, ["ok", "ok", "ok", "ok", "ok"]);
  await expect(page.locator(".au-outcome-ok")).not.toContainText("由本服务器一并提供");
});

test("the downloaded proof is accepted by the command line, and with a flipped byte refused", async ({ page, city }, info) => {
  const scene = await asked(city, 37);
  const index = scene.events[0]?.index ?? "";
  await login(page, city, "auditor");
  await page.goto(`/portal/audit/events/${index}`);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /证明文件/ }).click()]);
  expect(saved.suggestedFilename()).toBe(`evidence-${index}.json`);
  const file = info.outputPath("evidence.json");
  await saved.saveAs(file);
  const good = await verify(file, keyFile(city));
  expect(good, good.said).toMatchObject({ status: 0 });
  expect(good.said).toContain(scene.caseNo);

  const kept = readFileSync(file, "utf8");
  const { leaf, detail, inclusion } = JSON.parse(kept) as Bundle;
  for (const [part, reason] of [[leaf, "INCLUSION_MISMATCH"], [inclusion[0] ?? "", "INCLUSION_MISMATCH"], [detail, "COMMITMENT_MISMATCH"]] as const) {
    writeFileSync(file, kept.replace(part, flipped(part)));
    const bad = await verify(file, keyFile(city));
    expect(bad.status, bad.said).toBe(1);
    expect(bad.said).toContain(reason);
  }
  writeFileSync(file, kept);
  const wrong = info.outputPath("wrong.key");
  writeFileSync(wrong, `${otherKey(city)}\n`);
  const other = await verify(file, wrong);
  expect(other.status, other.said).toBe(1);
  expect(other.said).toContain("CHECKPOINT_OTHER_KEY");
});

test("an officer is not let in, and is told why and whom to ask", async ({ page, city }) => {
  const calls: string[] = [];
  page.on("request", (r) => {
    if (r.url().includes("/v1/audit/")) calls.push(r.url());
  });
  await login(page, city, "officer");
  await expect(page.getByRole("link", { name: "审计", exact: true })).toHaveCount(0);
  for (const address of ["/portal/audit", "/portal/audit/events", "/portal/audit/events/0"]) {
    await page.goto(address);
    const refusal = page.getByRole("alert");
    await expect(refusal).toContainText("您的角色不能使用此页面。");
    await expect(refusal).toContainText("请向本单位的安全管理员申请相应角色");
    await expect(refusal).toContainText("ROLE_LACKING");
  }
  await accessible(page);
  expect(calls).toEqual([]);
  // Nor past the portal.
  await expect(city.call("officer", "GET", "/v1/audit/events")).rejects.toThrow(/: 403 /);
  await expect(city.call("officer", "GET", "/v1/audit/events/0/proof")).rejects.toThrow(/: 403 /);
});

test("overview, log and event in both languages and themes", async ({ page, city }) => {
  test.setTimeout(300_000);
  const scene = await asked(city, 38);
  await login(page, city, "auditor");
  await everyLook(page, "audit-overview", "/portal/audit?period=all");
  await everyLook(page, "audit-log", "/portal/audit/events");
  await everyLook(page, "audit-event", `/portal/audit/events/${scene.events[0]?.index ?? ""}`, async (p) => {
    await expect(p.locator(".au-outcome-ok")).toBeVisible();
  });
});
