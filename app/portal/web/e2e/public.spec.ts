import type { Page } from "@playwright/test";
import { accessible, everyLook, expect, setLook, settled, test, until, type City } from "./support";

interface Hit {
  id: string;
  name: string;
}

/** An ID number of a person (GB 11643), wherever it stands. */
const idNumber = /(?<![0-9A-Z])[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dX](?![0-9A-Z])/i;

async function find(city: City, query: string): Promise<Hit[]> {
  const answer = await fetch(`${city.url}/v1/public/subjects?query=${encodeURIComponent(query)}&limit=50`);
  return ((await answer.json()) as { hits: Hit[] }).hits;
}

/** An organisation with a published penalty, and one of its shown penalties' document numbers. */
async function penalised(city: City): Promise<Hit & { document: string }> {
  for (const hit of await find(city, "东昌府区")) {
    const answer = await fetch(`${city.url}/v1/public/subjects/${hit.id}`);
    const page = (await answer.json()) as { groups: { records: { resource: string; document_no: string }[] }[] };
    const penalty = page.groups.flatMap((g) => g.records).find((r) => r.resource === "penalty");
    if (penalty !== undefined) return { ...hit, document: penalty.document_no };
  }
  throw new Error("the city has no published penalty");
}

async function fitsPhone(page: Page): Promise<void> {
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await accessible(page);
}

test("the first page shows the city's figures, which run on by themselves", async ({ page, city }) => {
  await page.goto("/portal/");
  await settled(page);
  const ledger = page.locator(".pb-figure", { hasText: "存证账本条目" }).locator("dd");
  const number = async () => Number(((await ledger.textContent()) ?? "").replaceAll(",", ""));
  await until(15_000, "the live counter", async () => (await number()) > 0);
  const before = await number();
  // A search is evidence, so that the ledger grows.
  await find(city, "东昌");
  await until(30_000, "a larger counter", async () => (await number()) > before);
});

test("an organisation is found by a part of its name and by its code, and the page says why", async ({ page, city }) => {
  const [hit] = await find(city, "东昌府区");
  expect(hit).toBeDefined();
  const part = hit?.name.slice(0, 6) ?? "";
  await page.goto("/portal/");
  await settled(page);
  await page.keyboard.press("/");
  await page.keyboard.type(part);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
  await settled(page);
  const row = page.locator(".pb-hits li", { hasText: hit?.id ?? "" });
  await expect(row).toContainText("匹配原因");
  await expect(row.locator("mark").first()).toHaveText(part);
  await page.getByRole("searchbox").fill(hit?.id ?? "");
  await page.keyboard.press("Enter");
  await expect(page.locator(".pb-hits li")).toHaveCount(1);
  await page.locator(".pb-hits a").click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(hit?.name ?? "");
});

test("many results come page by page", async ({ page, city }) => {
  const all = await find(city, "温岭");
  await page.goto(`/portal/search?q=${encodeURIComponent("温岭")}`);
  await settled(page);
  await expect(page.locator(".pb-hits li")).toHaveCount(20);
  await page.getByRole("button", { name: "加载更多" }).click();
  await expect(page.locator(".pb-hits li")).toHaveCount(Math.min(all.length, 40));
});

test("too short a search and an ID number are stopped at the field and stay out of the address", async ({ page }) => {
  await page.goto("/portal/search");
  await settled(page);
  const field = page.getByRole("searchbox");
  await field.fill("甲");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("至少输入两个字");
  await field.fill("11010519491231002X");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("身份证号码");
  expect(page.url()).not.toContain("1101");
  await accessible(page);
});

test("nothing found says why, and what is wrong with a mistyped code", async ({ page }) => {
  await page.goto("/portal/search?q=91371502MAXX00162C");
  await settled(page);
  await expect(page.locator(".cx-empty")).toContainText("校验位不对");
  await page.goto("/portal/search?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E5%AE%B6%E5%85%AC%E5%8F%B8");
  await settled(page);
  await expect(page.locator(".cx-empty")).toContainText("没有找到");
  await accessible(page);
});

test("the page of a penalised organisation shows the penalty, on what ground and until when", async ({ page, city }) => {
  const one = await penalised(city);
  await page.goto(`/portal/organisations/${one.id}`);
  await settled(page);
  const card = page.locator(".cx-rec", { hasText: one.document });
  await expect(card).toContainText(/公示至 \d{4}-\d{2}-\d{2}/);
  await expect(card).toContainText("公示依据");
  await expect(page.getByRole("img", { name: /信用时间轴/ })).toBeVisible();
  await card.locator("summary").click();
  await expect(card.locator("dl")).toContainText("行政处罚决定书文号");
  await accessible(page);
  // On paper everything is unfolded, and what only a screen can do is gone.
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await expect(page.locator("main details:not([open])")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "打印" })).toBeHidden();
});

test("an unknown code is refused with its reason, and the page says why that may be", async ({ page, allowErrors }) => {
  allowErrors(/404/);
  await page.goto("/portal/organisations/91371502MAXX00162C");
  await expect(page.getByRole("alert")).toContainText("NOT_PUBLIC");
  await expect(page.locator("main")).toContainText("校验位不对");
  await accessible(page);
});

test("the statistics are those of the interface, and can be downloaded", async ({ page, city }) => {
  const api = (await (await fetch(`${city.url}/v1/public/statistics`)).json()) as {
    rows: { resource_name: string; records: string }[];
    divisions: { name: string; organisations: string; records: string }[];
    months: unknown[];
  };
  await page.goto("/portal/statistics");
  await settled(page);
  for (const row of api.rows) {
    const cells = page.locator(".pb-table tbody tr", { has: page.getByRole("rowheader", { name: row.resource_name, exact: true }) }).locator("td");
    await expect(cells.nth(1)).toHaveText(Number(row.records).toLocaleString("zh-CN"));
  }
  const divisions = page.locator("section", { has: page.getByRole("heading", { name: "各区划登记主体" }) });
  await divisions.getByRole("button", { name: "以表格查看" }).click();
  expect(api.divisions.length).toBeGreaterThan(1);
  expect(api.months.length).toBeGreaterThan(1);
  await expect(divisions.locator("tbody tr")).toHaveCount(api.divisions.length);
  const [file] = await Promise.all([page.waitForEvent("download"), divisions.getByRole("button", { name: "下载 CSV" }).click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString("utf8").trim().split("\r\n");
  expect(lines).toHaveLength(api.divisions.length + 1);
  for (const d of api.divisions) expect(lines).toContain(`${d.name},${d.organisations},${d.records}`);
});

test("rights name periods and deadlines, and mark what is to be confirmed", async ({ page }) => {
  await page.goto("/portal/rights");
  await settled(page);
  const serious = page.locator(".pb-terms tbody tr", { hasText: "严重" });
  await expect(serious).toContainText("最短1年");
  await expect(serious).toContainText("最长3年");
  const unsure = page.getByText("最多延长10个工作日").locator("..").locator(".cx-hint");
  await expect(unsure).toContainText("待核实");
  await unsure.focus();
  await expect(unsure.getByRole("tooltip")).toContainText("依据");
});

test("nothing personal is on any public page or in any of their answers", async ({ page, city, allowErrors }) => {
  allowErrors(/404/);
  const answers: string[] = [];
  page.on("response", (r) => {
    if (r.url().includes("/portal/api/")) void r.text().then((t) => answers.push(t), () => undefined);
  });
  const hits = await find(city, "东昌府区");
  const pages = ["", "search?q=%E4%B8%9C%E6%98%8C", "statistics", "rights", "catalog", "catalog/penalty?view=items", "catalog/person_registration?view=items", ...hits.slice(0, 8).map((h) => `organisations/${h.id}`)];
  for (const path of pages) {
    await page.goto(`/portal/${path}`);
    await settled(page);
    expect(await page.locator("body").evaluate((b) => b.textContent), path).not.toMatch(idNumber);
  }
  expect(answers.length).toBeGreaterThan(pages.length - 2);
  expect(answers.filter((a) => idNumber.test(a))).toEqual([]);
  // A person's token opens no page either.
  const me = (await city.call("subject", "GET", "/v1/me")) as { subject: string };
  await page.goto(`/portal/organisations/${me.subject}`);
  await expect(page.getByRole("alert")).toContainText("NOT_PUBLIC");
});

test("a wrong password does not tell whether the name exists", async ({ page, allowErrors }) => {
  allowErrors(/40[13]/);
  const said: string[] = [];
  for (const name of ["subject", "nobody-of-that-name"]) {
    await page.goto("/portal/login");
    await page.getByLabel("账号").fill(name);
    await page.getByLabel("密码").fill("not the password");
    await page.locator("button[type=submit]").click();
    const refusal = page.getByRole("alert");
    await expect(refusal).toContainText("下一步");
    said.push(((await refusal.textContent()) ?? "").replaceAll(/#?\d+/g, ""));
  }
  expect(said[0]).toBe(said[1]);
});

test("a slow network keeps a skeleton that says so, then the figures", async ({ page }) => {
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/v1/public/statistics", async (route) => {
    await gate;
    await route.continue();
  });
  await page.goto("/portal/");
  await expect(page.getByText("比平时慢")).toBeVisible();
  await expect(page.getByRole("searchbox")).toBeEditable();
  release();
  await expect(page.locator(".pb-figure").first()).toBeVisible();
});

for (const [name, path] of [
  ["public-home", ""],
  ["public-search", "search?q=%E4%B8%9C%E6%98%8C"],
  ["public-statistics", "statistics"],
  ["public-rights", "rights"],
  ["public-tour", "tour"],
] as const) {
  test(`${name} in every look`, async ({ page }) => {
    test.slow();
    await everyLook(page, name, `/portal/${path}`);
    await page.setViewportSize({ width: 360, height: 740 });
    await fitsPhone(page);
  });
}

test("the page of an organisation in every look", async ({ page, city }) => {
  test.slow();
  const one = await penalised(city);
  await everyLook(page, "public-organisation", `/portal/organisations/${one.id}`);
  await page.setViewportSize({ width: 360, height: 740 });
  await fitsPhone(page);
});

test("the tour remembers in this tab what was seen", async ({ page }) => {
  await setLook(page, "zh", "light");
  await page.goto("/portal/");
  await settled(page);
  await page.getByRole("link", { name: "开始导览" }).click();
  const tour = page.locator(".tr-tour", { hasText: "社会公众" });
  await expect(tour).toContainText("0 / 4 步");
  await tour.getByRole("link", { name: /^前往: 看全市统计/ }).click();
  await expect(page).toHaveURL(/\/statistics$/);
  await page.goto("/portal/tour");
  await expect(tour).toContainText("1 / 4 步");
});

test("a killed server is told and survived", async ({ page, city, allowErrors }) => {
  test.setTimeout(240_000);
  allowErrors(/ERR_|Failed to load|50[234]/);
  await page.goto("/portal/search?q=%E4%B8%9C%E6%98%8C");
  await settled(page);
  await city.kill();
  await page.getByRole("searchbox").fill("温岭");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").first()).toContainText("SERVER_UNREACHABLE", { timeout: 40_000 });
  await city.up();
  // The banner has a way to try again too; it asks for the session only.
  await page.locator("main").getByRole("button", { name: "重试", exact: true }).click();
  await expect(page.locator(".pb-hits li").first()).toBeVisible({ timeout: 30_000 });
});
