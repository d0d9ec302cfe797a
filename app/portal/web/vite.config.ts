import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// The server that `npm run dev` works against.
const server = process.env["CHENGXIN_SERVER"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/portal/",
  plugins: [react()],
  build: {
    outDir: "../internal/web/dist",
    emptyOutDir: true,
    // size.mjs reads it.
    manifest: true,
    // Fonts and pictures stay files: the content security policy of the pages has no data: for them.
    assetsInlineLimit: 0,
    target: "es2022",
  },
  server: {
    port: 5173,
    // The division codes are read from configs/rules.
    fs: { allow: ["../../.."] },
    proxy: {
      "/portal/api": server,
      "/portal/session": server,
      "/portal/events": server,
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["src/test/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
