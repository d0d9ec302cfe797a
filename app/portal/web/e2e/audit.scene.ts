import { execFile } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { madeUp } from "./officer.scene";
import { expect, until, type City } from "./support";

/** What the auditor's tests set up past the portal, and the command line that judges what they saved. */

const binary = new URL("../../../../bin/chengxin", import.meta.url).pathname;
/** The officer's agency: the auditor, of another, asks about the same subjects, which is evidence, too. */
export const agency = "lc-amr";

export interface Event {
  index: string;
  decision: string;
}

export interface Bundle {
  leaf: string;
  detail: string;
  inclusion: string[];
  checkpoint: string;
  event: { actor_name: string };
}

export interface Scene {
  subject: string;
  caseNo: string;
  /** All that the officer's agency asked about the subject, newest first. */
  events: Event[];
}

/** asked lets an officer ask three times about a subject nobody else asks about, once with a case number that is refused. `n` is of two digits. */
export async function asked(city: City, n: number): Promise<Scene> {
  const subject = madeUp(n);
  const caseNo = `聊市监案〔2026〕77${n}号`;
  const path = (number: string) => `/v1/subjects/${subject}/profile?purpose=enforcement&case_no=${encodeURIComponent(number)}`;
  await city.call("officer", "GET", path(caseNo));
  await expect(city.call("officer", "GET", path(`旧案${n}`))).rejects.toThrow("CASE_NO_MISMATCH");
  await city.call("officer", "GET", path(caseNo));
  let events: Event[] = [];
  await until(30_000, "the events of the case", async () => {
    events = ((await city.call("auditor", "GET", `/v1/audit/events?subject=${subject}&agency=${agency}&limit=50`)) as { events: Event[] }).events;
    return events.length >= 3;
  });
  expect(events.map((e) => e.decision)).toEqual(["allow", "deny", "allow"]);
  return { subject, caseNo, events };
}

/** flipped is base64 with one bit of its first byte the other way round. */
export function flipped(base64: string | undefined): string {
  const raw = Buffer.from(base64 ?? "", "base64");
  raw[0] = (raw[0] ?? 0) ^ 1;
  return raw.toString("base64");
}

/** The key of the ledger as it lies on the server's disk: not what the page was told. */
export const keyFile = (city: City): string => join(city.folder, "data/ledger/key.pub");

/** otherKey is a well-formed key of the same name that never signed anything here. */
export function otherKey(city: City): string {
  const [name = ""] = readFileSync(keyFile(city), "utf8").split("+");
  const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const raw = Buffer.concat([Buffer.of(1), Buffer.from(x, "base64url")]);
  const id = createHash("sha256").update(`${name}\n`).update(raw).digest("hex").slice(0, 8);
  return `${name}+${id}+${raw.toString("base64")}`;
}

/** verify runs the command line on files alone; its exit status and all it said. */
export function verify(bundle: string, key: string, ...more: string[]): Promise<{ status: number; said: string }> {
  return new Promise((resolve) => {
    execFile(binary, ["audit", "verify", bundle, "--verifier", key, ...more], (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), said: out + err });
    });
  });
}
