import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";

const binary = new URL("../../../../bin/chengxin", import.meta.url).pathname;
const pictures = new URL("screenshots/", import.meta.url).pathname;

export interface Account {
  role: string;
  agency: string;
  name: string;
  password?: string;
  api_key?: string;
}

/** City is a running server with the small demo city, of one worker's own. */
export class City {
  private child: ChildProcess | null = null;
  private constructor(
    readonly url: string,
    readonly folder: string,
  ) {}

  /** start fills a city in a folder of its own, on free ports, and waits until it answers. */
  static async start(): Promise<City> {
    if (!existsSync(binary)) throw new Error(`${binary} is missing: run make build`);
    const folder = mkdtempSync(join(tmpdir(), "chengxin-web-"));
    const [http, grpc, kafka, clickhouse] = await freePorts(4);
    writeFileSync(
      join(folder, "chengxin.yaml"),
      [`server: {http: "127.0.0.1:${http}", grpc: "127.0.0.1:${grpc}"}`, `kafka: {listen: "127.0.0.1:${kafka}"}`, `clickhouse: {listen: "127.0.0.1:${clickhouse}"}`, ""].join("\n"),
    );
    const city = new City(`http://127.0.0.1:${http}`, folder);
    await city.up();
    return city;
  }

  /** up starts the server, on what it had before if it ran already. */
  async up(): Promise<void> {
    const log = openSync(join(this.folder, "log"), "a");
    const child = spawn(binary, ["serve", "--config", join(this.folder, "chengxin.yaml"), "--data", join(this.folder, "data"), "--demo", "small"], { stdio: ["ignore", log, log] });
    this.child = child;
    await until(180_000, "the city", async () => {
      if (child.exitCode !== null) throw new Error(`the server ended:\n${this.log()}`);
      if (!existsSync(join(this.folder, "data/demo/done"))) return false;
      return fetch(`${this.url}/readyz`).then(
        (r) => r.ok,
        () => false,
      );
    });
  }

  /** kill ends the server at once, as a crash would. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child?.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }

  /** account is a login of the demo by its name, or the key of an agency by the agency's code. */
  account(name: string): Account {
    const all = JSON.parse(readFileSync(join(this.folder, "data/demo/accounts.json"), "utf8")) as Account[];
    const found = all.find((a) => a.name === name) ?? all.find((a) => a.agency === name && a.api_key !== undefined);
    if (found === undefined) throw new Error(`the demo has no account ${name}`);
    return found;
  }

  /** call asks the public interface as an account, past the portal, to set a scene. */
  async call(name: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const who = this.account(name);
    let key = who.api_key;
    if (key === undefined) {
      const opened = await fetch(`${this.url}/v1/sessions`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: who.name, password: who.password }) });
      if (!opened.ok) throw new Error(`login ${name}: ${opened.status} ${await opened.text()}`);
      key = ((await opened.json()) as { token: string }).token;
    }
    const init: RequestInit = { method, headers: { authorization: `Bearer ${key}`, "content-type": "application/json" } };
    if (body !== undefined) init.body = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(`${this.url}${path}`, init);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  log(): string {
    return readFileSync(join(this.folder, "log"), "utf8").slice(-4_000);
  }
}

/** test gives each worker a city, and each test a page on it whose console must stay clean of errors. */
export const test = base.extend<{ allowErrors: (pattern: RegExp) => void }, { city: City }>({
  city: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const city = await City.start();
      await use(city);
      await city.stop();
    },
    { scope: "worker", timeout: 240_000 },
  ],
  baseURL: async ({ city }, use) => {
    await use(city.url);
  },
  // A test that provokes failures names what the console may say.
  allowErrors: [
    async ({ page }, use) => {
      const allowed: RegExp[] = [];
      const seen: string[] = [];
      page.on("console", (m) => {
        if (m.type() === "error") seen.push(m.text());
      });
      page.on("pageerror", (e) => seen.push(e.message));
      await use((pattern) => allowed.push(pattern));
      expect(seen.filter((line) => !allowed.some((a) => a.test(line)))).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** login goes through the login page and waits for where it leads. The page is in Chinese unless setLook said otherwise. */
export async function login(page: Page, city: City, name: string, next = "/"): Promise<void> {
  const who = city.account(name);
  await page.goto(`/portal/login?next=${encodeURIComponent(next)}`);
  await page.locator("input[autocomplete=username]").fill(who.name);
  await page.locator("input[autocomplete=current-password]").fill(who.password ?? "");
  await page.locator("button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/login"));
}

export type Lang = "zh" | "en";
export type Look = "light" | "dark";

/** setLook chooses language and theme for the pages that follow. */
export async function setLook(page: Page, lang: Lang, look: Look): Promise<void> {
  await page.addInitScript(
    ([l, t]) => {
      localStorage.setItem("chengxin.lang", l);
      localStorage.setItem("chengxin.theme", t);
    },
    [lang, look] as const,
  );
}

/** settled waits until nothing on the page is on its way. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("h1").first()).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

/** wide holds a page to one direction of scrolling. `width` is that of the window, in pixels. */
export async function wide(page: Page, width = 1280): Promise<void> {
  await settled(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}

/**
 * still waits until nothing fades or slides any more: half faded in, a text has a colour of the moment, which nobody
 * has to read. What moves without end, such as a busy line, is not waited for. A motion is known by its class even
 * before its first frame.
 */
async function still(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const running = document.getAnimations().filter((a) => a.playState === "running" && a.effect?.getComputedTiming().endTime !== Infinity);
        const about = document.querySelectorAll(":is([class*='-appear'], [class*='-enter'], [class*='-leave'])");
        return running.length + [...about].filter((e) => e.checkVisibility()).length;
      }),
    )
    .toBe(0);
}

/** accessible fails on what axe finds against WCAG 2.1 A and AA. */
export async function accessible(page: Page): Promise<void> {
  await still(page);
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  expect(found.violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.target.join(" ")}: ${n.failureSummary ?? ""}`).join("\n  ")}`)).toEqual([]);
}

/**
 * everyLook opens an address in both languages and both themes, checks each with axe and keeps a picture of each as
 * e2e/screenshots/<name>-<lang>-<look>.png. `prepare` brings the page to where it is to be looked at.
 */
export async function everyLook(page: Page, name: string, address: string, prepare?: (page: Page) => Promise<void>): Promise<void> {
  for (const lang of ["zh", "en"] as const) {
    for (const look of ["light", "dark"] as const) {
      await setLook(page, lang, look);
      await page.goto(address);
      await settled(page);
      await prepare?.(page);
      await expect(page.locator("html")).toHaveAttribute("data-theme", look);
      await accessible(page);
      await picture(page, `${name}-${lang}-${look}`);
    }
  }
}

/** picture keeps a screenshot for the eye. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
}

/** until waits for a condition, looking again and again. */
export async function until(limit: number, what: string, ready: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + limit;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`${what} did not come within ${limit / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function freePorts(n: number): Promise<number[]> {
  const servers = Array.from({ length: n }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (s) =>
        new Promise<number>((resolve, reject) => {
          s.once("error", reject).listen(0, "127.0.0.1", () => {
            const address = s.address();
            if (address === null || typeof address === "string") reject(new Error("no port"));
            else resolve(address.port);
          });
        }),
    ),
  );
  await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))));
  return ports;
}
