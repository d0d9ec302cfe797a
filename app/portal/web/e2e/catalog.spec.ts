import { readFileSync } from "node:fs";
import { Desk, has } from "./officer.scene";
import { accessible, everyLook, expect, login, setLook, settled, test } from "./support";

const award = readFileSync(new URL("../../../../configs/resources/award.yaml", import.meta.url), "utf8");

test("facets and words narrow the catalog, and stay in the address", async ({ page }) => {
  await page.goto("/portal/catalog");
  await settled(page);
  const rows = page.locator(".ct-list li");
  const all = await rows.count();
  const facet = page.getByRole("button", { name: /^有条件共享/ });
  const count = Number(await facet.locator("b").textContent());
  expect(count).toBeLessThan(all);
  await facet.click();
  await expect(page).toHaveURL(/share_type=2/);
  await expect(rows).toHaveCount(count);
  await page.reload();
  await settled(page);
  await expect(rows).toHaveCount(count);
  await expect(page.getByRole("button", { name: /^有条件共享/ })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "清除全部条件" }).click();
  await expect(rows).toHaveCount(all);
  await page.keyboard.press("/");
  await page.keyboard.type("处罚");
  await page.keyboard.press("Enter");
  await expect(page.locator(".ct-list")).toContainText("行政处罚信息");
  await expect(rows).not.toHaveCount(all);
  await page.goto("/portal/catalog?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%B5%84%E6%BA%90");
  await expect(page.locator(".cx-empty")).toContainText("没有符合条件的资源");
  await accessible(page);
});

for (const [facet, title] of [["theme", "主题分类"], ["provider", "提供部门"]] as const) {
  test(`the catalog is browsed by ${facet}`, async ({ page, city }) => {
    const { facets } = (await (await fetch(`${city.url}/v1/public/catalog?limit=1`)).json()) as { facets: { name: string; values: { value: string; label_zh: string; count: string }[] }[] };
    const values = facets.find((f) => f.name === facet)?.values ?? [];
    expect(values.length).toBeGreaterThan(1);
    await page.goto("/portal/catalog");
    await settled(page);
    const rows = page.locator(".ct-list li");
    const all = await rows.count();
    const buttons = page.getByRole("group", { name: title }).getByRole("button");
    await expect(buttons).toHaveCount(values.length);
    for (const [i, v] of values.entries()) {
      await expect(buttons.nth(i)).toHaveText(`${v.label_zh || v.value}${v.count}`);
    }
    const least = values.findIndex((v) => Number(v.count) < all);
    await buttons.nth(least).click();
    await expect(rows).toHaveCount(Number(values[least]?.count));
    expect(new URL(page.url()).searchParams.get(facet)).toBe(values[least]?.value);
  });
}

test("the files of an open resource answer the public, as what they are said to be", async ({ page }) => {
  await page.goto("/portal/catalog/penalty");
  await settled(page);
  const get = async (name: string) => {
    const answer = await page.request.get((await page.getByRole("link", { name, exact: true }).getAttribute("href")) ?? "");
    expect(answer.status(), `${name}: ${answer.url()} ${answer.status() === 200 ? "" : await answer.text()}`).toBe(200);
    return answer;
  };
  const schema = (await (await get("JSON Schema")).json()) as { $schema: string; properties: Record<string, unknown> };
  expect(schema.$schema).toContain("json-schema.org");
  expect(Object.keys(schema.properties)).toContain("CF_WSH");
  const dcat = (await (await get("DCAT 目录（JSON-LD）")).json()) as object;
  expect(JSON.stringify(dcat)).toContain("dcat:Dataset");
  expect(JSON.stringify(dcat)).toContain("行政处罚信息");
  expect(await (await get("CSV 模板")).text()).toContain("CF_WSH");
});

test("the public sees the items of an open resource, and why those of another are not shown", async ({ page }) => {
  await page.goto("/portal/catalog/penalty?view=items");
  await settled(page);
  await expect(page.locator(".ct-table tbody tr")).toHaveCount(30);
  const sealed = page.locator(".ct-table tbody tr", { has: page.locator("th code", { hasText: /^CF_FR_ZJHM$/ }) });
  await expect(sealed).toContainText("密封");
  await accessible(page);
  await page.goto("/portal/catalog/person_registration?view=items");
  await settled(page);
  await expect(page.locator("main")).toContainText("不向社会开放，因此看不到信息项");
  await expect(page.locator(".ct-table")).toHaveCount(0);
  await page.locator("main").getByRole("link", { name: "登录查看" }).click();
  await expect(page).toHaveURL(/login\?next=%2Fcatalog%2Fperson_registration/);
});

test("abstracts and rules are in the language of the page", async ({ page }) => {
  for (const [lang, abstract, rule] of [
    ["zh", "经营异常名录、社会组织活动异常名录", "须符合 GB 32100"],
    ["en", "Entries in and removals from the lists of abnormal operation", "GB 32100 valid"],
  ] as const) {
    await setLook(page, lang, "light");
    await page.goto("/portal/catalog");
    await settled(page);
    await expect(page.locator(".ct-row-abstract").first()).toContainText(abstract);
    await page.goto("/portal/catalog/penalty?view=items");
    await settled(page);
    await expect(page.locator(".ct-table tbody tr", { has: page.locator("th code", { hasText: /^CF_CFJGDM$/ }) }).locator("td.ct-rule")).toHaveText(rule);
  }
});

test("a resource's page shows quality, use and files to those who are logged in", async ({ page, city }) => {
  await login(page, city, "catalog", "/catalog/penalty");
  await settled(page);
  const schema = await page.request.get((await page.getByRole("link", { name: "JSON Schema" }).getAttribute("href")) ?? "");
  expect(((await schema.json()) as { title: string }).title).toBe("行政处罚信息");
  const sheet = await page.request.get((await page.getByRole("link", { name: "Excel 模板" }).getAttribute("href")) ?? "");
  expect((await sheet.body()).subarray(0, 2).toString()).toBe("PK");
  await page.getByRole("link", { name: "质量与时效" }).click();
  const held = (await city.call("catalog", "GET", "/v1/holdings?resource=penalty")) as { holdings: { records: string }[] };
  await expect(page.locator(".cx-figure", { hasText: "现存记录" }).locator("b")).toHaveText(Number(held.holdings[0]?.records).toLocaleString("zh-CN"));
  await expect(page.getByRole("img", { name: /各月归集记录数/ })).toBeVisible();
  await accessible(page);
});

interface Holding {
  records: string;
  subjects: string;
  agencies: string;
  withdrawn: string;
  late: string;
  newest: string;
  months: { month: string; count: string; late: string }[];
}

const n = (count: string) => Number(count).toLocaleString("zh-CN");

test("how fresh and how late a resource is, and who uses it, are as the interface counts them", async ({ page, city }) => {
  const [held] = ((await city.call("catalog", "GET", "/v1/holdings?resource=penalty")) as { holdings: Holding[] }).holdings;
  expect(Number(held?.late)).toBeGreaterThan(0);
  await login(page, city, "catalog", "/catalog/penalty?view=quality");
  await settled(page);
  const figure = (name: string) => page.locator(".cx-figure", { hasText: name }).locator("b");
  for (const [name, count] of [["涉及主体", held?.subjects], ["归集部门", held?.agencies], ["已撤回", held?.withdrawn]] as const) await expect(figure(name), name).toHaveText(n(count ?? ""));
  const share = Number(held?.late) / Number(held?.records);
  await expect(figure("超期归集率")).toHaveText(new Intl.NumberFormat("zh-CN", { style: "percent", maximumFractionDigits: 1 }).format(share));
  await expect(figure("最近归集").locator("time")).toHaveAttribute("datetime", held?.newest ?? "");
  await page.getByRole("button", { name: /^以表格查看/ }).click();
  const months = page.locator(".cx-chart tbody tr");
  const want = held?.months.map((m) => [m.month.slice(0, 7), String(Number(m.count) - Number(m.late)), m.late, m.count]) ?? [];
  await expect(months).toHaveCount(want.length);
  expect(await Promise.all((await months.all()).map((row) => row.locator("th, td").allInnerTexts()))).toEqual(want);

  // A second agency is given records of it, which the ledger's figures follow in their time.
  await (await Desk.of(city, "officer-county")).find("公司", (p) => has(p, "penalty"));
  await expect(async () => {
    const { uses } = (await city.call("catalog", "GET", "/v1/catalog/resources/penalty/usage?days=90")) as { uses: { agency_name: string; queries: string; records: string; last: string }[] };
    expect(uses.length).toBeGreaterThan(1);
    await page.goto("/portal/catalog/penalty?view=usage&days=90");
    await settled(page);
    const rows = await page.locator(".ct-table tbody tr").all();
    expect(await Promise.all(rows.map((row) => row.locator("th, td.cx-num").allInnerTexts()))).toEqual(uses.map((u) => [u.agency_name, n(u.queries), n(u.records)]));
    expect(await Promise.all(rows.map((row) => row.locator("time").getAttribute("datetime")))).toEqual(uses.map((u) => u.last));
  }).toPass({ timeout: 60_000 });
  await accessible(page);
});

test("the samples of a resource pass a dry run", async ({ page, city }) => {
  await login(page, city, "operator", "/catalog/penalty?view=samples");
  await settled(page);
  await accessible(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "下载 NDJSON" }).click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  const samples = Buffer.concat(chunks).toString("utf8").trim().split("\n");
  expect(samples).toHaveLength(3);
  const receipt = (await city.call("lc-amr", "POST", "/v1/resources/penalty/records:push?dry_run=true", `[${samples.join(",")}]`)) as { accepted: string; refused: string };
  expect(receipt).toMatchObject({ accepted: "3", refused: "0" });
  await page.getByRole("button", { name: "JSON", exact: true }).click();
  await expect(page.locator(".ct-json")).toContainText("CF_WSH");
  await accessible(page);
});

test("a definition that does not compile is refused whole, at its line", async ({ page, city, allowErrors }) => {
  allowErrors(/400/);
  await login(page, city, "catalog", "/catalog/publish");
  await settled(page);
  await page.getByRole("button", { name: "校验并发布" }).click();
  await expect(page.locator("main")).toContainText("请粘贴或载入资源定义");
  await page.getByLabel("资源定义（YAML）").fill(`${award.trimEnd()}\nfoo: 1\n`);
  await page.getByLabel("变更理由").fill("测试不能通过的定义");
  await page.getByRole("button", { name: "校验并发布" }).click();
  await expect(page.getByRole("alert")).toContainText("DEFINITION_INVALID");
  const line = award.trimEnd().split("\n").length + 1;
  await expect(page.locator(".ct-line")).toContainText(`第 ${line} 行: foo: 1`);
  await accessible(page);
  await page.getByRole("button", { name: `定位到第 ${line} 行` }).click();
  expect(await page.evaluate(() => getSelection()?.toString() ?? "")).toContain("foo: 1");
});

test("what opens stored data waits for a second manager, who approves it", async ({ page, city }) => {
  test.setTimeout(240_000);
  const version = async () => ((await city.call("catalog", "GET", "/v1/catalog/resources/award")) as { version: number }).version;
  const before = await version();
  await login(page, city, "catalog", "/catalog/publish");
  await settled(page);
  const opened = award.replace(/(\{name: BZ, .*sensitivity: )shared/, "$1public");
  expect(opened).not.toBe(award);
  await page.getByLabel("资源定义（YAML）").fill(opened);
  await page.getByLabel("变更理由").fill("备注改为公开级，便于核对");
  await page.getByRole("button", { name: "校验并发布" }).click();
  await page.getByRole("link", { name: "查看待复核变更" }).click();
  await expect(page).toHaveURL(/proposals\/./);
  await settled(page);
  await expect(page.locator("main")).toContainText("您不能批准自己的变更");
  await expect(page.getByRole("button", { name: "批准并发布" })).toHaveCount(0);
  await expect(page.locator(".ct-table tbody tr")).toContainText(["BZ"]);
  await expect(page.locator(".ct-table tbody tr td")).toHaveText(["敏感级别", "共享级", "公开级"]);
  expect(await version()).toBe(before);

  await page.context().clearCookies();
  await login(page, city, "catalog-second", "/catalog/proposals");
  await settled(page);
  await accessible(page);
  await page.locator(".ct-table tbody a").first().click();
  await expect(page).toHaveURL(/proposals\/./);
  await settled(page);
  await accessible(page);
  const proposal = page.url();
  await expect(page.locator(".ct-meta")).toContainText(/提出人\s*catalog /);
  await everyLook(page, "catalog-proposals", "/portal/catalog/proposals");
  await everyLook(page, "catalog-proposal", proposal);
  await page.addInitScript(() => {
    localStorage.setItem("chengxin.lang", "zh");
  });
  await page.goto(proposal);
  await settled(page);
  await page.getByRole("button", { name: "批准并发布" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("理由").fill("已逐项核对，同意公开");
  await dialog.getByRole("button", { name: "批准并发布" }).click();
  await expect(page.locator("main")).toContainText(`已发布为第 ${before + 1} 版`);
  expect(await version()).toBe(before + 1);
  await page.goto("/portal/catalog/proposals");
  await settled(page);
  await expect(page.locator(".cx-empty")).toContainText("没有等待复核的变更");
});

test("the desk of managers is not for others", async ({ page, city, allowErrors }) => {
  allowErrors(/403/);
  await page.goto("/portal/catalog/proposals");
  await expect(page).toHaveURL(/login\?next=%2Fcatalog%2Fproposals/);
  await login(page, city, "officer", "/catalog/proposals");
  await expect(page.getByRole("alert")).toContainText("ROLE_LACKING");
  await expect(page.getByRole("link", { name: "待复核变更" })).toHaveCount(0);
});

test("the catalog in every look", async ({ page }) => {
  test.slow();
  await everyLook(page, "catalog", "/portal/catalog");
  await page.setViewportSize({ width: 360, height: 740 });
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

for (const view of ["overview", "items", "quality", "usage", "samples"]) {
  test(`the ${view} of a resource in every look`, async ({ page, city }) => {
    test.slow();
    await login(page, city, "catalog", "/tour");
    await everyLook(page, `catalog-${view}`, `/portal/catalog/penalty${view === "overview" ? "" : `?view=${view}`}`);
  });
}

test("publishing in every look", async ({ page, city }) => {
  test.slow();
  await login(page, city, "catalog", "/tour");
  await everyLook(page, "catalog-publish", "/portal/catalog/publish");
});
