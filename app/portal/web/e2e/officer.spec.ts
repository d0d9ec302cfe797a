import { caseNo, Desk, fillCase, has, idNumber, madeUp, openProfile, penalty, records, yesterday } from "./officer.scene";
import { accessible, expect, login, settled, test } from "./support";

const box = "#officer-search";

test("a part of a name finds subjects, and says why they match and what else to try", async ({ page, city }) => {
  await login(page, city, "officer", "/officer");
  await expect(page.locator(box)).toBeFocused();
  await page.locator(box).fill("医药");
  await page.keyboard.press("Enter");
  const hits = page.getByRole("table", { name: "“医药”的查询结果" });
  await expect(hits.locator("mark").first()).toHaveText("医药");
  await expect(page.getByText(/存证号/).first()).toBeVisible();
  // What was searched for may be a person's name: it stands in no address, and a reload still shows it.
  expect(decodeURIComponent(page.url())).not.toContain("医药");
  await page.reload();
  await expect(hits).toBeVisible();
  await page.getByRole("radio", { name: "机关事业单位" }).click();
  await expect(page.getByText("所选类别中没有匹配的主体。")).toBeVisible();
  await page.getByRole("radio", { name: "全部" }).click();
  await page.locator(box).fill("公司");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-hit]")).toHaveCount(20);
  await page.getByRole("button", { name: "加载更多" }).click();
  await expect(page.locator("[data-hit]")).toHaveCount(40);
  await page.locator(box).fill("没有这样的名称");
  await page.keyboard.press("Enter");
  await expect(page.getByText("没有名称或曾用名含“没有这样的名称”的主体。")).toBeVisible();
  await expect(page.getByText(/可以少输入几个字/)).toBeVisible();
});

test("a former name finds the subject under its present one", async ({ page, city }) => {
  const renamed = await (await Desk.of(city, "officer")).find("公司", (p) => p.subject.former_names.length > 0);
  const former = renamed.subject.former_names[0]?.name ?? "";
  await login(page, city, "officer", "/officer");
  await page.locator(box).fill(former);
  await page.keyboard.press("Enter");
  const row = page.getByRole("row").filter({ hasText: renamed.subject.id });
  await expect(row.getByRole("link", { name: renamed.subject.name })).toBeVisible();
  await expect(row).toContainText(`曾用名${former}`);
});

test("codes are recognised as they are typed, and a legacy code leads to the subject", async ({ page, city }) => {
  const subject = (await (await Desk.of(city, "officer")).find("公司", (p) => p.subject.legacy_codes.length > 0)).subject;
  await login(page, city, "officer", "/officer");
  const hint = page.locator(`${box}-hint`);
  await page.locator(box).fill(subject.id.slice(0, 12));
  await expect(hint).toContainText("还差 6 位");
  const wrong = subject.id.slice(0, 17) + (subject.id.endsWith("0") ? "1" : "0");
  await page.locator(box).fill(wrong);
  await expect(hint).toContainText(`末位应为 ${subject.id.slice(17)}`);
  await expect(page.locator(box)).toHaveAttribute("aria-invalid", "true");
  await page.locator(box).fill(subject.legacy_codes[0] ?? "");
  await expect(hint).toContainText("将换算为统一社会信用代码");
  await page.keyboard.press("Enter");
  const row = page.getByRole("row").filter({ hasText: subject.id });
  await expect(row).toContainText("代码一致");
  await expect(row.getByRole("link")).toHaveText(subject.name);
});

test("the desk works with the keyboard alone, from the search to the record", async ({ page, city }) => {
  await login(page, city, "officer", "/officer");
  await expect(page.locator(box)).toBeFocused();
  await page.keyboard.type("医药");
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-hit]").first()).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect(page.locator("[data-hit]").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator(box)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const name = await page.locator("[data-hit]").first().textContent();
  await page.keyboard.press("Enter");
  // The case is asked for first: to its first field, a choice, the number, Enter.
  await expect(page.getByRole("heading", { name: "打开主体档案" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(page.getByRole("radio", { name: "行政执法" })).toBeChecked();
  await page.keyboard.press("Tab");
  await page.keyboard.type(caseNo);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: name ?? "" })).toBeVisible();
  await page.keyboard.press("/");
  await expect(page).toHaveURL(/\/portal\/officer$/);
  await expect(page.locator(box)).toBeFocused();
});

test("purpose and case number are asked once per case, checked at their fields, and remembered for the case", async ({ page, city }) => {
  const [one, two] = [await (await Desk.of(city, "officer")).find("公司", (p) => records(p).length > 3), await (await Desk.of(city, "officer")).find("餐馆", (p) => records(p).length > 0)];
  await login(page, city, "officer", "/officer");
  await page.goto(`/portal/officer/subjects/${one.subject.id}`);
  await fillCase(page, "行政执法", "15号");
  await expect(page.getByRole("alert")).toContainText("案号格式不符，例如：聊市监案〔2026〕15号");
  await fillCase(page, "行政执法", caseNo);
  const bar = page.getByRole("region", { name: "当前案件" });
  await expect(bar).toContainText(`行政执法${caseNo}`);
  await expect(page.getByRole("heading", { name: one.subject.name })).toBeVisible();

  // A second subject is not asked about again, after a reload either.
  await page.goto(`/portal/officer/subjects/${two.subject.id}`);
  await expect(page.getByRole("heading", { name: two.subject.name })).toBeVisible();
  await expect(bar).toContainText("已查 2 个主体");

  await bar.getByRole("button", { name: "新建案件" }).click();
  const dialog = page.getByRole("dialog", { name: "新建案件" });
  await accessible(page);
  await dialog.getByRole("radio", { name: "日常监管" }).check();
  await dialog.getByRole("button", { name: "开始本案" }).click();
  await expect(bar).toContainText("日常监管无案号");
  await bar.getByRole("button", { name: /^今日案件/ }).click();
  await bar.getByRole("button", { name: `转到此案 ${caseNo}` }).click();
  await expect(bar).toContainText(`行政执法${caseNo}`);
  await bar.getByRole("button", { name: "结束本案" }).click();
  await expect(bar).toContainText("尚未选定案件");
  await page.goto("/portal/officer");
  const day = page.getByRole("region", { name: "今日案件" });
  await expect(day.getByText("已结束")).toBeVisible();
  await expect(day.getByRole("link", { name: one.subject.name })).toBeVisible();
});

test("a person is asked for by ID number with a purpose that allows persons; the number is nowhere but in the body", async ({ page, city }) => {
  const person = { id: idNumber(901), name: "王演示" };
  const documentNo = "聊市监罚〔2026〕演901号";
  await penalty(city, { documentNo, day: yesterday(), person });
  // The page asks once: what it shows must be there by then.
  await (await Desk.of(city, "officer")).knownOf(person.id, documentNo);
  const addresses: string[] = [];
  const posts: string[] = [];
  page.on("request", (r) => {
    addresses.push(r.url());
    if (r.url().endsWith("/v1/subjects:profile")) posts.push(r.method());
  });
  await login(page, city, "officer", "/officer");
  await page.locator(box).fill(person.id.slice(0, 17) + (person.id.endsWith("1") ? "2" : "1"));
  await expect(page.locator(`${box}-hint`)).toContainText("校验码不符");
  await page.locator(box).fill(person.id);
  await expect(page.locator(`${box}-hint`)).toContainText("号码只随请求正文发送");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("radio")).toHaveCount(2);
  await accessible(page);
  await fillCase(page, "司法协助", "（2026）鲁1502执123号");
  await expect(page).toHaveURL(/\/officer\/subjects\/p[a-z2-7]{32}$/);
  await expect(page.getByRole("heading", { name: "自然人信用档案" })).toBeVisible();
  await expect(page.getByText(documentNo)).toBeVisible();
  expect(posts).toEqual(["POST"]);
  expect(addresses.filter((a) => a.includes(person.id))).toEqual([]);
  const kept = await page.evaluate(() => JSON.stringify([sessionStorage, localStorage, history.state, document.title]));
  expect(kept).not.toContain(person.id);
  expect(kept).not.toContain(person.name);
  await page.goBack();
  await expect(page.locator(box)).toHaveValue("");

  // A number that somebody put into an address is not asked with.
  const asked: string[] = [];
  page.on("request", (r) => {
    if (r.url().includes("/portal/api/")) asked.push(r.url());
  });
  await page.goto(`/portal/officer/subjects/${person.id}`);
  await expect(page.getByRole("alert")).toContainText("身份证号码不得出现在地址中");
  expect(page.url()).not.toContain(person.id);
  expect(asked.filter((a) => a.includes(person.id))).toEqual([]);
});

test("the profile shows who it is, what warns, the picture of all events, and each record with its source", async ({ page, city }) => {
  const grave = await (await Desk.of(city, "officer")).find("公司", (p) => has(p, "serious_list") && has(p, "penalty"));
  await login(page, city, "officer");
  await openProfile(page, grave.subject.id);
  await settled(page);
  const who = page.getByRole("region", { name: "主体信息" });
  await expect(who).toContainText(grave.subject.id);
  await expect(who.getByRole("button", { name: `复制 ${grave.subject.id}` })).toBeVisible();
  const warnings = page.getByRole("region", { name: "风险提示" });
  await expect(warnings.getByRole("listitem").first()).toContainText(/严重失信主体名单在列|失信被执行人/);
  await expect(warnings).toContainText("严重失信主体名单在列");
  await expect(warnings).toContainText("行政处罚未失效");

  // Counts narrow the list; the picture jumps to a record; the same is there as a table.
  const counts = page.getByRole("region", { name: "各类记录" });
  await expect(counts.getByRole("button").first()).toContainText(String(records(grave).length));
  await counts.getByRole("button", { name: /严重失信主体名单信息/ }).click();
  await expect(page.getByRole("heading", { name: /行政管理信息/ })).toHaveCount(0);
  const timeline = page.getByRole("region", { name: "时间轴" });
  await timeline.locator('svg path[stroke-width="1.6"]').last().click();
  await expect(page.locator(".of-expand:focus")).toHaveAttribute("aria-expanded", "true");
  await timeline.getByRole("button", { name: /以表格查看/ }).click();
  await expect(timeline.locator("tbody tr")).toHaveCount(records(grave).length);

  // An item that is masked says why, and which grant would show it.
  await counts.getByRole("button", { name: /全部/ }).click();
  const registration = page.getByRole("table", { name: /登记注册基本信息/ });
  const row = registration.locator(".of-expand").first();
  if ((await row.getAttribute("aria-expanded")) === "false") await row.click();
  const items = registration.locator(".of-item").filter({ has: page.locator("dt", { hasText: /^法定代表人证件号码$/ }) });
  await expect(items).toContainText("该项已密封");
  await expect(items).toContainText("需要的授权：列明信息项“法定代表人证件号码”（FDDBR_ZJHM）的共享授权");
  await expect(registration).toContainText("归集时间");
});

test("what was known then: the slider and the date show an earlier state and how it differs from now", async ({ page, city }) => {
  const desk = await Desk.of(city, "officer");
  const { subject } = await desk.find("公司", (p) => records(p).length > 5 && p.withheld.length === 0);
  const documentNo = "聊市监罚〔2026〕演902号";
  await penalty(city, { documentNo, day: yesterday(), organisation: subject });
  await desk.known(subject.id, documentNo);
  await login(page, city, "officer");
  await openProfile(page, subject.id);
  await expect(page.getByText(documentNo)).toBeVisible();
  const present = await page.getByText(/^#\d+$/).first().textContent();

  const slider = page.getByRole("slider", { name: "归集时点" });
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  const past = page.getByRole("status").filter({ hasText: "这是过去时点的情况，不是现在的答复" });
  await expect(past).toContainText("1 条其后才归集");
  await expect(page.getByRole("table").getByText(documentNo)).toHaveCount(0);
  await expect(page.getByText(/^过去时点 20.*（北京时间）$/)).toBeVisible();
  await expect(page.getByText(/^#\d+$/).first()).not.toHaveText(present ?? "");
  await past.getByText("其后归集的记录").click();
  await expect(past).toContainText("发布虚假广告");

  // The address holds the time, so that a reload shows the same.
  await page.reload();
  await page.reload();
  await expect(past).toContainText("1 条其后才归集");
  await page.getByRole("button", { name: "回到现在" }).click();
  await expect(page.getByText(documentNo)).toBeVisible();
  await expect(past).toHaveCount(0);

  await page.getByLabel("截至日期").fill("2020-01-01");
  await page.keyboard.press("Enter");
  await expect(page.getByText("到这一时点为止，还没有归集该主体的记录。")).toBeVisible();
  await accessible(page);
});

test("another time keeps the focus, what is opened and the picture", async ({ page, city }) => {
  const desk = await Desk.of(city, "officer");
  const { subject } = await desk.find("公司", (p) => records(p).length > 5 && p.withheld.length === 0);
  const documentNo = "聊市监罚〔2026〕演904号";
  await penalty(city, { documentNo, day: yesterday(), organisation: subject });
  await desk.known(subject.id, documentNo);
  await login(page, city, "officer");
  await openProfile(page, subject.id);
  await settled(page);
  const picture = page.getByRole("region", { name: "时间轴" }).locator("figure");
  await picture.evaluate((node) => {
    node.dataset["mark"] = "the same";
  });
  const evidence = page.getByText(/^#\d+$/).first();
  const slider = page.getByRole("slider", { name: "归集时点" });
  const past = page.getByRole("status").filter({ hasText: "这是过去时点的情况，不是现在的答复" });
  const now = Number(await slider.getAttribute("aria-valuemax"));
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(past).toBeVisible();
  await settled(page);
  await expect(slider).toBeFocused();
  const newest = await evidence.textContent();
  await page.keyboard.press("ArrowLeft");
  await expect(evidence).not.toHaveText(newest ?? "");
  await settled(page);
  await expect(slider).toBeFocused();
  await expect(slider).toHaveAttribute("aria-valuenow", String(now - 2));

  await page.locator(".of-expand").last().click();
  const back = page.getByRole("button", { name: "回到现在" });
  await back.focus();
  await page.keyboard.press("Enter");
  await expect(past).toHaveCount(0);
  await settled(page);
  await expect(back).toBeFocused();
  await expect(slider).toHaveAttribute("aria-valuenow", String(now));
  await expect(page.locator(".of-expand[aria-expanded=true]")).toHaveCount(1);
  await expect(picture).toHaveAttribute("data-mark", "the same");
});

test("a corrected record shows its versions and what changed", async ({ page, city }) => {
  const desk = await Desk.of(city, "officer");
  const { subject } = await desk.find("公司", (p) => records(p).length > 5 && p.withheld.length === 0);
  const documentNo = "聊市监罚〔2026〕演903号";
  await penalty(city, { documentNo, day: yesterday(), organisation: subject });
  const first = await desk.known(subject.id, documentNo);
  await penalty(city, { documentNo, day: yesterday(), organisation: subject, fact: "在网站发布虚假广告。" });
  await login(page, city, "officer");
  await openProfile(page, subject.id);
  await page.getByLabel("含历史版本和撤回").click();
  await expect(page.getByLabel("含历史版本和撤回")).toBeChecked();
  await expect(async () => {
    await page.getByRole("button", { name: "重新查询" }).click();
    await settled(page);
    await expect(page.getByRole("row").filter({ hasText: documentNo })).toContainText("第 2 版", { timeout: 2_000 });
  }).toPass();
  await page.getByRole("row").filter({ hasText: documentNo }).locator(".of-expand").click();
  await page.getByText(/^第 1 版/).click();
  await expect(page.locator(".of-older mark")).toHaveText("发布虚假广告。");
  // As it was known at the first arrival, the record stands there as it was, marked as corrected since.
  await page.goto(`/portal/officer/subjects/${subject.id}?as_of=${encodeURIComponent(first.known_at)}`);
  await expect(page.getByRole("status").filter({ hasText: "1 条其后有更正" })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: documentNo });
  await expect(row).toContainText("其后有更正");
  await row.locator(".of-expand").click();
  await expect(page.locator(".of-item").filter({ hasText: "违法事实" })).toContainText("发布虚假广告。");
  await expect(page.locator(".of-item").filter({ hasText: "违法事实" })).not.toContainText("在网站");
});

test("records that are not shown are counted with their reason, and an empty record says why it is empty", async ({ page, city }) => {
  const county = await Desk.of(city, "officer-county");
  const partly = await county.find("公司", (p) => p.withheld.length > 0 && records(p).length > 0);
  const wholly = await county.find("餐馆", (p) => p.withheld.length > 0 && records(p).length === 0);
  const held = (p: typeof partly) => p.withheld.reduce((sum, w) => sum + Number(w.count), 0);
  await login(page, city, "officer-county");
  await openProfile(page, partly.subject.id);
  const table = page.getByRole("table", { name: "未显示的记录" });
  await expect(table).toContainText("超出您的授权范围");
  await expect(table).toContainText("请申请全市范围的共享授权");
  await expect(page.getByRole("region", { name: "各类记录" }).getByRole("button").first()).toContainText(`另有 ${held(partly)} 条未显示`);
  await page.goto(`/portal/officer/subjects/${wholly.subject.id}`);
  await expect(page.getByText(`该主体有 ${held(wholly)} 条记录，但都不在您的授权之内。`)).toBeVisible();
  await page.goto(`/portal/officer/subjects/${madeUp(11)}`);
  await expect(page.getByText("没有收到该主体的任何记录。", { exact: true })).toBeVisible();
  await expect(page.getByText("未见登记信息")).toBeVisible();
  await accessible(page);
});
