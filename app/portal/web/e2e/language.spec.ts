import type { Page } from "@playwright/test";
import { penalty } from "./agency.files";
import { held, push } from "./agency.support";
import { expect, login, setLook, settled, test, type City } from "./support";

const chinese = /[\u3400-\u9fff]/;
/** A mark of Chinese punctuation beside Latin letters: it was put there by the page, not by the data. */
const stray = /[A-Za-z0-9)”] ?[，。、；：（）]|[，。、；：（）] ?[A-Za-z]/;

/** english switches the page that is open, as a user would. */
async function english(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^语言/ }).click();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
}

test("sentences of the server follow a switch of the language, without a reload", async ({ page, city }) => {
  const made = await push(city, [penalty(city, { CF_JDRQ: "2024/2/30" })]);
  await held(city, made.id, 1);
  await login(page, city, "operator", "/agency");
  for (const [address, place] of [
    ["/portal/agency", ".ag-urgent li:first-child"],
    [`/portal/agency/receipts/${made.id}`, "tbody tr"],
    [`/portal/agency/quarantine?receipt=${made.id}`, "tbody tr"],
    [`/portal/agency/quarantine?receipt=${made.id}&due=none`, "tbody tr"],
  ] as const) {
    await test.step(address, async () => {
      await page.goto(address);
      await settled(page);
      if ((await page.locator("html").getAttribute("lang")) === "en") {
        await page.getByRole("button", { name: /^Language/ }).click();
        await page.getByRole("button", { name: "简体中文" }).click();
      }
      const said = page.locator(place).first();
      // The overview shows what is most urgent, which other tests may have left.
      const [zh, en] = address === "/portal/agency" ? [/不存在|不能|必须|不是|不在/, /[a-z]{2,} [a-z]{2,} [a-z]{2,}/] : [/不存在/, /no such day|not a day|does not exist|is no day/i];
      await expect(said).toContainText(zh);
      await english(page);
      await expect(said).toContainText(en);
      await expect(said).not.toContainText(/不存在|不能|必须|不是|不在/);
    });
  }
});

test("why somebody may not see a record is told in the language that is switched to", async ({ page, city }) => {
  await login(page, city, "secadmin", "/admin/who-can?action=record.query&resource=penalty&division=371581&purpose=enforcement&case=x");
  await page.getByLabel("人员或密钥", { exact: true }).fill("officer-wenling");
  await page.getByRole("button", { name: "解释", exact: true }).click();
  const verdict = page.locator(".ad-verdict");
  const reason = verdict.locator("p").nth(1);
  await expect(reason).toContainText(chinese);
  await english(page);
  await expect(reason).toHaveText(/[a-z]{4}/);
  await expect(reason).not.toContainText(chinese);
});

/** What the page itself says: not the names and records that it shows. */
const own = "nav a, main h1, main h2, main h3, main legend, main label, main th[scope=col], main dt, main summary, main button, main caption, main .cx-intro, main .cx-empty, main .cx-note, main .ant-select-placeholder, footer";

/** leftovers are the texts of the page in Chinese, but for those that hold data. */
async function leftovers(page: Page): Promise<string[]> {
  const said = await page.locator(own).evaluateAll((nodes) =>
    nodes.flatMap((n) => {
      // Records are data as a whole; elsewhere codes and other data stand in elements of their own.
      if (n.closest(".cx-rec") !== null) return [];
      const copy = n.cloneNode(true) as Element;
      for (const data of copy.querySelectorAll("code, mark, [data-hit], [lang=zh-CN], .cx-data, option, select, svg")) data.remove();
      const label = n.getAttribute("aria-label") ?? "";
      return [copy.textContent, label, n.getAttribute("title") ?? "", n.getAttribute("placeholder") ?? ""];
    }),
  );
  return [...new Set(said.filter((s) => /[\u3400-\u9fff，。、；：（）]/.test(s)))];
}

/** strays are the lines of the page in which the punctuation is of the other language. */
async function strays(page: Page): Promise<string[]> {
  return (await page.locator("main").innerText()).split("\n").filter((line) => stray.test(line));
}

/** What is data on these pages: what agencies, resources and their items, people and the subject are called, and what was searched for. */
async function dataOf(city: City): Promise<string[]> {
  const { agencies } = (await city.call("sysadmin", "GET", "/v1/agencies?limit=500")) as { agencies: { name: string }[] };
  const { resources } = (await city.call("catalog", "GET", "/v1/catalog/resources?limit=500")) as { resources: { name: string; abstract: string; provider: string }[] };
  const { items } = (await city.call("catalog", "GET", "/v1/catalog/resources/penalty")) as { items: { name_zh: string }[] };
  const { subject } = (await city.call("subject-org", "GET", "/v1/me/profile")) as { subject: { name: string } };
  const { people } = (await city.call("secadmin", "GET", "/v1/people?limit=200")) as { people: { display_name: string }[] };
  const all = [...agencies.map((a) => a.name), ...resources.flatMap((r) => [r.name, r.abstract, r.provider]), ...items.map((i) => i.name_zh), ...people.map((p) => p.display_name), subject.name, "东昌"];
  // The longest first: some names are a part of others.
  return all.filter((n) => chinese.test(n)).sort((a, b) => b.length - a.length);
}

for (const [name, addresses] of [
  ["", ["", "search?q=%E4%B8%9C%E6%98%8C", "statistics", "rights", "tour", "catalog", "catalog/penalty", "catalog/penalty?view=items", "login", "nowhere"]],
  ["officer", ["officer"]],
  ["operator", ["agency", "agency/push", "agency/receipts", "agency/quarantine", "agency/connection"]],
  ["auditor", ["audit", "audit/events", "audit/ledger", "audit/events/0"]],
  ["catalog", ["catalog/proposals", "catalog/publish", "catalog/penalty?view=quality", "catalog/penalty?view=usage", "catalog/penalty?view=samples"]],
  ["sysadmin", ["admin", "admin/agencies", "admin/people", "admin/keys", "admin/system"]],
  ["secadmin", ["admin/roles", "admin/policy", "admin/policy/versions", "admin/policy/versions/1", "admin/who-can"]],
  ["subject-org", ["me", "me/accesses"]],
] as const) {
  test(`in English nothing that ${name === "" ? "the public" : name} is told is Chinese but for data`, async ({ page, city }) => {
    const data = await dataOf(city);
    const found: string[] = [];
    if (name === "sysadmin") await twoRoles(city);
    if (name !== "") await login(page, city, name, "/tour");
    await setLook(page, "en", "light");
    for (const address of addresses) {
      await page.goto(`/portal/${address}`);
      await page.locator("main").waitFor();
      if (address !== "nowhere") await settled(page);
      for (const line of [...(await leftovers(page)), ...(await strays(page))]) {
        const bare = data.reduce((s, d) => s.replaceAll(d, ""), line);
        if (chinese.test(bare) || stray.test(bare)) found.push(`${address}: ${line}`);
      }
    }
    expect(found).toEqual([]);
  });
}

/** twoRoles makes a person whose roles are a list. */
async function twoRoles(city: City): Promise<void> {
  const { person } = (await city.call("sysadmin", "POST", "/v1/people", { name: "two-roles", display_name: "Two Roles", agency: "lc-amr" })) as { person: { id: string } };
  await city.call("secadmin", "POST", `/v1/people/${person.id}:setRoles`, { roles: ["officer", "auditor"], why: "two roles for a list" });
}
