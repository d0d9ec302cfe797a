import type { Locator, Page } from "@playwright/test";
import type { Penalty } from "./agency.files";
import { expect, until, type City } from "./support";

export interface Receipt {
  id: string;
  idempotency_key: string;
  state: string;
  total: string;
  accepted: string;
  refused: string;
  op: string;
}

export const receipts = async (city: City): Promise<Receipt[]> => ((await city.call("lc-amr", "GET", "/v1/receipts?limit=500")) as { receipts: Receipt[] }).receipts;
export const push = (city: City, records: Penalty[]) => city.call("lc-amr", "POST", "/v1/resources/penalty/records:push", records) as Promise<Receipt>;

/** held waits until a refused push has arrived in quarantine, and gives its entries in the order of their lines. */
export async function held(city: City, receipt: string, n: number): Promise<{ id: string; line: string }[]> {
  let items: { id: string; line: string }[] = [];
  await until(20_000, "the refused records", async () => {
    items = ((await city.call("operator", "GET", `/v1/quarantine?receipt=${receipt}&limit=100`)) as { items: typeof items }).items;
    return items.length === n;
  });
  return items.sort((a, b) => Number(a.line) - Number(b.line));
}

const titles = { penalty: /^(行政处罚信息|Administrative penalties)$/, permit: /^(行政许可信息|Administrative permits)$/ };

/** pick chooses a resource in the field that has the focus. Enter takes the option that is marked, once the list is here. */
export async function pick(page: Page, resource: keyof typeof titles): Promise<void> {
  await page.keyboard.type(resource);
  await expect(page.locator(".ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option-active")).toHaveText(titles[resource]);
  await page.keyboard.press("Enter");
}

/** choose brings the push page to a resource and a file. */
export async function choose(page: Page, name: string, body: string | Buffer, resource: keyof typeof titles = "penalty"): Promise<void> {
  await page.getByRole("combobox", { name: "信息资源" }).or(page.getByRole("combobox", { name: "Resource", exact: true })).click();
  await pick(page, resource);
  await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(body) });
  await expect(page.locator(".ag-drop strong")).toHaveText(name);
}

export const trial = (page: Page) => page.locator(".ag-go button");
export const cell = (page: Page, row: number, col: number): Locator => page.locator(`[data-place="${row}:${col}"]`);
export const note = (page: Page): Locator => page.locator(".ag-note");

/** figure is a count of the result by its name. */
export const figure = (page: Page, name: string): Locator => page.locator(".ag-counts > div", { hasText: name }).locator("dd");
