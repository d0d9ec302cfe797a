import { caseNo, Desk, fillCase, idNumber, openProfile, penalty, records, yesterday } from "./officer.scene";
import { accessible, expect, login, test, type City } from "./support";

const person = { id: idNumber(911), name: "李演示" };

/** tokenOf makes the person known to the exchange and gives its token. */
async function tokenOf(city: City): Promise<string> {
  const documentNo = "聊市监罚〔2026〕演911号";
  await penalty(city, { documentNo, day: yesterday(), person });
  await (await Desk.of(city, "officer")).knownOf(person.id, documentNo);
  const answer = (await city.call("officer", "POST", "/v1/subjects:profile", { id: person.id, purpose: "enforcement", case_no: caseNo })) as { subject: { id: string } };
  return answer.subject.id;
}

test("a purpose that is not granted names what is missing, and is mended in place", async ({ page, city, allowErrors }) => {
  allowErrors(/403/);
  const token = await tokenOf(city);
  await login(page, city, "officer", "/officer");
  await page.goto(`/portal/officer/subjects/${token}`);
  await fillCase(page, "日常监管", "");
  const refusal = page.getByRole("alert").first();
  await expect(refusal).toContainText("您的授权不含查询事由“日常监管”");
  await expect(refusal).toContainText("PURPOSE_NOT_GRANTED");
  await expect(refusal).toContainText("存证号");
  await expect(page.getByRole("heading", { name: "缺少的条件" })).toBeVisible();
  await accessible(page);
  // Only purposes that allow persons are offered, and the first has the focus.
  const mend = page.locator(".of-mend");
  await expect(mend.getByRole("radio")).toHaveCount(2);
  await expect(mend.getByRole("radio", { name: "行政执法" })).toBeFocused();
  await fillCase(page, "行政执法", caseNo);
  await expect(page.getByRole("heading", { name: "自然人信用档案" })).toBeVisible();
  await expect(page.getByRole("region", { name: "当前案件" })).toContainText(`行政执法${caseNo}`);
});

test("a case number that the server refuses is mended at its field, with an example", async ({ page, city, allowErrors }) => {
  allowErrors(/403/);
  const { subject } = await (await Desk.of(city, "officer")).find("公司", (p) => records(p).length > 0);
  await login(page, city, "officer", "/officer");
  await openProfile(page, subject.id);
  // A case that was kept from before the form of its numbers changed.
  await page.evaluate(() => {
    const key = "chengxin.officer.cases";
    sessionStorage.setItem(key, (sessionStorage.getItem(key) ?? "").replaceAll("聊市监案〔2026〕15号", "旧案15"));
  });
  await page.reload();
  const refusal = page.getByRole("alert").first();
  await expect(refusal).toContainText("案号“旧案15”不符合行政执法案号的格式");
  await expect(refusal).toContainText("CASE_NO_MISMATCH");
  const field = page.locator(".of-mend").getByRole("textbox");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("旧案15");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill(caseNo);
  await field.press("Enter");
  await expect(page.getByRole("heading", { name: subject.name })).toBeVisible();
});

test("without a case number nothing is sent where the purpose needs one", async ({ page, city }) => {
  const { subject } = await (await Desk.of(city, "officer")).find("公司", (p) => records(p).length > 0);
  await login(page, city, "officer", "/officer");
  const asked: string[] = [];
  page.on("request", (r) => {
    if (r.url().includes("/profile")) asked.push(r.url());
  });
  await page.goto(`/portal/officer/subjects/${subject.id}`);
  await fillCase(page, "行政执法", "");
  await expect(page.getByRole("alert")).toHaveText("此查询事由必须填写案号。");
  await expect(page.locator(".of-case-form").getByRole("textbox")).toBeFocused();
  expect(asked).toEqual([]);
});

test("who has no grant for persons is told which line forbids it and whom to ask", async ({ page, city, allowErrors }) => {
  allowErrors(/403/);
  const token = await tokenOf(city);
  const line = { type: "p", subject: "officer", domain: "lq-amr", object: "resource/*", action: "person.query", effect: "deny", fields: "public", scope: "any" };
  await city.call("secadmin", "POST", "/v1/policies", { add: [line], why: "本单位暂停查询自然人" });
  await login(page, city, "officer-county", "/officer");
  await page.goto(`/portal/officer/subjects/${token}`);
  await fillCase(page, "行政执法", caseNo);
  await expect(page.getByRole("alert").first()).toContainText("POLICY_DENIED");
  const lack = page.locator("section").filter({ has: page.getByRole("heading", { name: "缺少的条件" }) });
  await expect(lack).toContainText("查询自然人记录");
  await expect(lack).toContainText(/policy line l[a-z0-9]+/);
  await expect(lack).toContainText("请联系安全管理员");
  await accessible(page);
});

test("a session that is revoked in mid-page keeps the page, and goes on after the login", async ({ page, city, allowErrors }) => {
  allowErrors(/401/);
  const { subject } = await (await Desk.of(city, "officer-wenling")).find("公司", (p) => records(p).length > 0);
  await login(page, city, "officer-wenling", "/officer");
  await openProfile(page, subject.id);
  const people = (await city.call("sysadmin", "GET", "/v1/people?query=officer-wenling")) as { people: { id: string; name: string }[] };
  const who = people.people.find((p) => p.name === "officer-wenling");
  await city.call("sysadmin", "POST", `/v1/people/${who?.id ?? ""}:revokeSessions`, { why: "调离岗位核查" });
  await page.getByRole("button", { name: "重新查询" }).click();
  const dialog = page.getByRole("dialog", { name: "会话已结束，请重新登录" });
  await expect(dialog).toBeVisible();
  await expect(page.locator("h1")).toHaveText(subject.name);
  await dialog.locator("input[autocomplete=current-password]").fill(city.account("officer-wenling").password ?? "");
  await dialog.locator("button[type=submit]").click();
  await expect(dialog).toBeHidden();
  await expect(page.locator("h1")).toHaveText(subject.name);
  await expect(page.getByRole("region", { name: "当前案件" })).toContainText(caseNo);
});
