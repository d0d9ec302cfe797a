import { Desk, openProfile, records } from "./officer.scene";
import { decodeQr } from "./qr";
import { expect, login, settled, test } from "./support";

const kinds: Record<string, string> = { organisation: "法人和非法人组织", person: "自然人", public_body: "机关事业单位", self_employed: "个体工商户" };

test("the results show code, kind, division and status as the interface gives them", async ({ page, city }) => {
  interface Hit {
    id: string;
    name: string;
    kind: string;
    division_name: string;
    status: string;
  }
  const found: Hit[] = [];
  for (const query of ["医药", "餐馆", "温岭"]) {
    const { hits } = (await city.call("officer", "POST", "/v1/subjects:search", { query, limit: 20 })) as { hits: Hit[] };
    expect(hits.length).toBeGreaterThan(0);
    found.push(...hits);
    await login(page, city, "officer", "/officer");
    await page.locator("#officer-search").fill(query);
    await page.keyboard.press("Enter");
    const table = page.getByRole("table", { name: `“${query}”的查询结果` });
    await expect(table.locator("tbody tr")).toHaveCount(hits.length);
    for (const [i, hit] of hits.entries()) {
      const row = table.locator("tbody tr").nth(i);
      await expect(row.locator("th")).toHaveText(hit.name);
      await expect(row.locator("td").nth(0)).toHaveText(hit.id);
      await expect(row.locator("td").nth(1)).toHaveText(kinds[hit.kind] ?? "none");
      await expect(row.locator("td").nth(2)).toHaveText(hit.division_name);
      await expect(row.locator("td").nth(3)).toHaveText(hit.status);
    }
    await page.context().clearCookies();
  }
  // Not one value everywhere.
  for (const member of ["kind", "division_name", "status"] as const) expect(new Set(found.map((h) => h[member])).size, member).toBeGreaterThan(1);
  expect(found.every((h) => h.division_name !== "" && h.status !== "")).toBe(true);
});

test("the code on the print leads to the page of its evidence", async ({ page, city }) => {
  const { subject } = await (await Desk.of(city, "officer")).find("公司", (p) => records(p).length > 3);
  await login(page, city, "officer", "/officer");
  await openProfile(page, subject.id);
  const evidence = ((await page.getByText(/^#\d+$/).first().textContent()) ?? "").slice(1);
  await page.getByRole("link", { name: "打印" }).click();
  await expect(page).toHaveURL(/\/print/);
  await settled(page);
  const paper = page.getByRole("article", { name: "信用信息查询结果" });
  await expect(paper).toContainText("chengxin.local/ledger");
  const svg = paper.getByRole("img", { name: /^二维码/ }).locator("svg").or(paper.locator("svg[role=img]")).or(paper.locator("figure svg")).first();
  const drawn = await svg.evaluate((node) => ({ size: Number((node.getAttribute("viewBox") ?? "").split(" ")[2]), path: [...node.querySelectorAll("path")].at(-1)?.getAttribute("d") ?? "" }));
  const read = new URL(decodeQr(drawn.path, drawn.size));
  expect(read.origin + read.pathname).toBe(`${city.url}/portal/audit/events/${evidence}`);
  const ledger = new URLSearchParams(read.hash.slice(1));
  expect(ledger.get("ledger")).toBe("chengxin.local/ledger");
  await expect(paper).toContainText(ledger.get("root") ?? "none");
  // Whoever may look at evidence is led there.
  await page.context().clearCookies();
  await login(page, city, "auditor");
  await page.goto(read.href);
  await expect(page.locator(".au-outcome-ok")).toBeVisible();
});
