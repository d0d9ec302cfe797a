// Fails when the first page of the public costs more than the limit on the wire (gzip): the page itself, and every script and
// style that it loads before it can be used, as the manifest of the build says.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const limit = 300_000;
const dist = new URL("../internal/web/dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const files = new Set(["index.html", "seal.svg"]);
const seen = new Set();
function take(key) {
  if (seen.has(key)) return;
  seen.add(key);
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`${key} is not in the manifest`);
  files.add(chunk.file);
  for (const f of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(f);
  for (const k of chunk.imports ?? []) take(k);
}
take("index.html");
take("src/pages/public/Home.tsx");

const sizes = [...files].map((f) => [f, gzipSync(readFileSync(new URL(f, dist)), { level: 9 }).length]).sort((a, b) => b[1] - a[1]);
const total = sizes.reduce((sum, [, n]) => sum + n, 0);
for (const [f, n] of sizes) console.log(`${String(n).padStart(8)}  ${f}`);
console.log(`${String(total).padStart(8)}  bytes of the first page, gzip; the limit is ${limit}`);
if (total > limit) process.exit(1);
