import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";

/** The browser of the system; none is ever downloaded. */
const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((p) => existsSync(p));

const specs = readdirSync(join(import.meta.dirname, "e2e")).filter((name) => name.endsWith(".spec.ts")).sort();

export default defineConfig({
  testDir: "e2e",
  // A project for each file, so that each has a worker and with it a city of its own: what one leaves there is in no other's way.
  projects: specs.map((name) => ({ name: name.replace(".spec.ts", ""), testMatch: `**/${name}` })),
  // One server per worker; a machine with two cores carries one beside its browser.
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env["CI"] === "true",
  retries: 0,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    viewport: { width: 1280, height: 720 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    trace: "retain-on-failure",
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      // As root, and in containers, Chromium's sandbox cannot start.
      args: ["--no-sandbox", "--disable-dev-shm-usage"],
    },
  },
});
