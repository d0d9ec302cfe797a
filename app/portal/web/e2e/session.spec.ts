import type { Locator, Page } from "@playwright/test";
import { accessible, type City, expect, login, picture, setLook, settled, test } from "./support";

const ended = (page: Page) => page.getByRole("dialog", { name: "会话已结束，请重新登录" });
const idle = (page: Page) => page.getByRole("dialog", { name: "您还在吗？" });
const unfinished = (page: Page) => page.getByText("会话尚未在服务器上结束");
const account = (page: Page) => page.getByRole("button", { name: /^账号/ });
const loginLink = (page: Page) => page.getByRole("link", { name: "登录", exact: true });

async function logout(page: Page): Promise<void> {
  await account(page).click();
  await page.getByRole("button", { name: "退出登录" }).click();
}

/** enter fills the login form that is shown, without loading a page. */
async function enter(within: Page | Locator, city: City, name: string): Promise<void> {
  const who = city.account(name);
  await within.locator("input[autocomplete=username]").fill(who.name);
  await within.locator("input[autocomplete=current-password]").fill(who.password ?? "");
  await within.locator("button[type=submit]").click();
}

/** sessionOf remembers the session that the browser has, past its cookie; the answer asks for the status of a call with it. */
async function sessionOf(page: Page, city: City): Promise<() => Promise<number>> {
  const token = (await page.context().cookies(`${city.url}/portal`)).find((c) => c.name === "chengxin_session")?.value ?? "";
  expect(token).toMatch(/^cxs_/);
  return () => fetch(`${city.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } }).then((r) => r.status);
}

/** revoke ends every session of a person, as the system administrator does. */
async function revoke(city: City, name: string): Promise<void> {
  const { people } = (await city.call("sysadmin", "GET", `/v1/people?query=${name}`)) as { people: { id: string; name: string }[] };
  const id = people.find((p) => p.name === name)?.id ?? "";
  await city.call("sysadmin", "POST", `/v1/people/${id}:revokeSessions`, { why: "设备遗失" });
}

test("after a logout one logs in again without a reload, here and in a second tab", async ({ page, city }) => {
  await login(page, city, "officer");
  const second = await page.context().newPage();
  await second.goto("/portal/");
  await expect(account(second)).toBeVisible();
  await logout(page);
  await expect(loginLink(page)).toBeVisible();
  await expect(page).toHaveURL(/\/portal\/$/);
  await expect(loginLink(second)).toBeVisible();

  await loginLink(page).click();
  await enter(page, city, "officer");
  await expect(account(page)).toBeVisible();
  await expect(account(second)).toBeVisible();

  await logout(page);
  await expect(loginLink(second)).toBeVisible();
  await loginLink(second).click();
  await enter(second, city, "auditor");
  await expect(account(second)).toBeVisible();
  await expect(account(page)).toBeVisible();
});

test("a logout that cannot reach the server is told, and is not undone when the server is back", async ({ page, city, allowErrors }) => {
  test.setTimeout(240_000);
  allowErrors(/ERR_|Failed to load|Failed to fetch/);
  await page.goto("/portal/");
  await settled(page);
  await loginLink(page).click();
  await enter(page, city, "officer");
  await expect(account(page)).toBeVisible();
  const status = await sessionOf(page, city);
  await city.kill();
  await logout(page);
  await expect(loginLink(page)).toBeVisible();
  await expect(unfinished(page)).toBeVisible();
  await expect(page).toHaveURL(/\/portal\/$/);
  await accessible(page);
  await picture(page, "session-unfinished-zh-light");
  await city.up();
  // By itself, and without a login that comes back.
  await expect(unfinished(page)).toHaveCount(0);
  expect(await status()).toBe(401);
  await expect(loginLink(page)).toBeVisible();
  await page.reload();
  await settled(page);
  await expect(loginLink(page)).toBeVisible();
});

test("a session that ends during an outage keeps the page and what was typed", async ({ page, city, allowErrors }) => {
  test.setTimeout(240_000);
  allowErrors(/ERR_|Failed to load|401/);
  await login(page, city, "officer", "/officer");
  const box = page.locator("#officer-search");
  await box.fill("医药");
  await city.kill();
  await page.keyboard.press("Enter");
  // The search has given up, so that it is not what finds out.
  await expect(page.getByRole("alert")).toContainText("SERVER_UNREACHABLE");
  await box.fill("医药公司");
  await page.context().setOffline(true);
  await city.up();
  await revoke(city, "officer");
  await page.context().setOffline(false);
  await expect(ended(page)).toBeVisible();
  await enter(ended(page), city, "officer");
  await expect(ended(page)).toHaveCount(0);
  await expect(box).toHaveValue("医药公司");
});

test("the system page is live only while figures come, and again after a login in the dialog", async ({ page, city, allowErrors }) => {
  test.setTimeout(240_000);
  allowErrors(/ERR_|Failed to load|401/);
  const live = page.getByText("实时更新中", { exact: true });
  await login(page, city, "sysadmin", "/admin/system");
  await expect(live).toBeVisible();
  await revoke(city, "sysadmin");
  // The stream says so; nobody has touched the page.
  await expect(ended(page)).toBeVisible();
  await expect(page.getByText("实时更新已中断")).toBeVisible();
  await enter(ended(page), city, "sysadmin");
  await expect(ended(page)).toHaveCount(0);
  await expect(live).toBeVisible();
  await city.kill();
  await expect(page.getByText("实时更新已中断")).toBeVisible();
  await accessible(page);
  await city.up();
  await expect(live).toBeVisible({ timeout: 60_000 });
});

test("who does nothing is warned; staying keeps the session, not answering ends it", async ({ page, city, allowErrors }) => {
  allowErrors(/401/);
  await page.clock.install();
  await login(page, city, "officer", "/officer");
  await settled(page);
  const status = await sessionOf(page, city);
  await page.clock.fastForward("28:05");
  await expect(idle(page)).toContainText(/\d+ 秒后将自动结束会话/);
  // Enter is enough.
  await expect(idle(page).getByRole("button", { name: "继续使用" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(idle(page)).toHaveCount(0);
  await page.clock.fastForward("20:00");
  await expect(idle(page)).toHaveCount(0);
  expect(await status()).toBe(200);

  await page.clock.fastForward("08:05");
  await expect(idle(page)).toBeVisible();
  await page.clock.fastForward("02:00");
  await expect(ended(page)).toContainText("SESSION_IDLE");
  await expect.poll(status).toBe(401);
  await enter(ended(page), city, "officer");
  await expect(ended(page)).toHaveCount(0);
  await expect(account(page)).toBeVisible();
});

test("the dialogs of the session can be read by everybody, in both looks", async ({ page, city, allowErrors }) => {
  allowErrors(/401/);
  await page.clock.install();
  await login(page, city, "officer", "/officer");
  for (const look of ["light", "dark"] as const) {
    await setLook(page, "zh", look);
    await page.goto("/portal/officer");
    await settled(page);
    await expect(page.locator("html")).toHaveAttribute("data-theme", look);
    await page.clock.fastForward("28:05");
    await expect(idle(page).getByRole("button", { name: "继续使用" })).toBeVisible();
    await accessible(page);
    await picture(page, `session-idle-zh-${look}`);
    await page.clock.fastForward("02:00");
    await expect(ended(page).locator("button[type=submit]")).toBeVisible();
    await expect(idle(page)).toHaveCount(0);
    await accessible(page);
    await picture(page, `session-ended-zh-${look}`);
    await enter(ended(page), city, "officer");
    await expect(ended(page)).toHaveCount(0);
  }
});
