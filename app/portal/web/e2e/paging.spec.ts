import type { Page } from "@playwright/test";
import { penalty } from "./agency.files";
import { held, push } from "./agency.support";
import { expect, login, settled, test, type City } from "./support";

/** all gathers a list of the interface by its cursor, in small pages. */
async function all<R>(city: City, account: string, path: string, rows: (page: Record<string, unknown>) => R[]): Promise<R[]> {
  const found: R[] = [];
  let cursor = "";
  do {
    const page = (await city.call(account, "GET", `${path}${path.includes("?") ? "&" : "?"}limit=500&cursor=${encodeURIComponent(cursor)}`)) as Record<string, unknown> & { next_cursor: string };
    found.push(...rows(page));
    cursor = page.next_cursor;
  } while (cursor !== "");
  return found;
}

/** toEnd loads page after page, and gives what tells the rows apart: the text or the address of a part of each. */
async function toEnd(page: Page, size: number, total: number, part: string): Promise<string[]> {
  const rows = page.locator("main tbody tr");
  const more = page.getByRole("button", { name: "加载更多" });
  for (let shown = size; shown < total; shown += size) {
    await expect(rows).toHaveCount(shown);
    await expect(page.locator(".cx-more [role=status]")).toHaveText(`已显示 ${shown} 条`);
    await more.click();
  }
  await expect(rows).toHaveCount(total);
  await expect(page.locator(".cx-more [role=status]")).toHaveText(`共 ${total.toLocaleString("zh-CN")} 条，已全部显示`);
  await expect(more).toHaveCount(0);
  return rows.locator(part).evaluateAll((found) => found.map((f) => f.getAttribute("href") ?? f.textContent));
}

test("receipts come page by page", async ({ page, city }) => {
  for (let i = 0; i < 55; i++) await push(city, [penalty(city)]);
  const ids = await all(city, "operator", "/v1/receipts", (p) => (p["receipts"] as { id: string }[]).map((r) => r.id));
  await login(page, city, "operator", "/agency/receipts");
  await settled(page);
  const shown = await toEnd(page, 50, ids.length, "a[href*='/receipts/']");
  expect(shown.map((href) => href.split("/").at(-1))).toEqual(ids);
});

test("what is in quarantine comes page by page", async ({ page, city }) => {
  const made = await push(city, Array.from({ length: 60 }, () => penalty(city, { CF_JDRQ: "2024/2/30" })));
  const entries = await held(city, made.id, 60);
  await login(page, city, "operator", `/agency/quarantine?receipt=${made.id}`);
  await settled(page);
  const shown = await toEnd(page, 50, 60, "a[href*='ids=']");
  expect(shown.map((href) => decodeURIComponent(href.split("ids=")[1] ?? "")).sort()).toEqual(entries.map((e) => e.id).sort());
});

/** session logs an account in once, for many calls. */
async function session(city: City, name: string): Promise<(path: string, body: object) => Promise<void>> {
  const who = city.account(name);
  const headers = { "content-type": "application/json" };
  const opened = await fetch(`${city.url}/v1/sessions`, { method: "POST", headers, body: JSON.stringify({ name: who.name, password: who.password }) });
  const { token } = (await opened.json()) as { token: string };
  return async (path, body) => {
    const answer = await fetch(`${city.url}${path}`, { method: "POST", headers: { ...headers, authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
    expect(answer.status, `${path}: ${await answer.text()}`).toBe(200);
  };
}

test("agencies and people come page by page", async ({ page, city }) => {
  const post = await session(city, "sysadmin");
  for (let i = 100; i < 200; i++) {
    await post("/v1/agencies", { code: `lc-page-${i}`, name: `分页测试局${i}`, division: "371500", kind: "both" });
    await post("/v1/people", { name: `page-${i}`, display_name: `分页 ${i}`, agency: "lc-amr" });
  }
  await login(page, city, "sysadmin", "/admin/agencies");
  for (const [address, field, part] of [["agencies", "code", "th + td code"], ["people", "name", "th code"]] as const) {
    await test.step(address, async () => {
      const names = await all(city, "sysadmin", `/v1/${address}`, (p) => (p[address] as Record<string, string>[]).map((r) => r[field] ?? ""));
      expect(names.length).toBeGreaterThan(100);
      await page.goto(`/portal/admin/${address}`);
      await settled(page);
      expect(await toEnd(page, 100, names.length, part)).toEqual(names);
    });
  }
});
