import { describe, expect, it } from "vitest";
import { example, exampleNames, expiryOf, keyStateOf, usernameOf, type Connection, type Key } from "./examples";

const connection: Connection = { brokers: ["k1:9092", "k2:9092"], mechanism: "SCRAM-SHA-256", tls: false, inbox_topic: "inbox.lc-amr", receipts_topic: "receipts.lc-amr", username_prefix: "lc-amr" };
const values = { connection, username: usernameOf(connection, "k1"), resource: "penalty", origin: "https://credit.example" };
const key = (more: Partial<Key>): Key => ({ id: "k1", agency: "lc-amr", label: "x", created_at: "2026-11-25T08:00:00Z", expires_at: "", revoked: false, roles: [], ...more });

describe("examples", () => {
  it("name the user of the key, and the variable that holds it, never a key", () => {
    for (const name of exampleNames) expect(example(name, values)).toContain("CHENGXIN_KEY");
    expect(example("kcat", values)).toContain("sasl.username=lc-amr.k1");
    expect(example("kcat", values)).toContain("-b k1:9092,k2:9092");
    expect(example("java", values)).toContain("security.protocol=SASL_PLAINTEXT");
    expect(example("java", { ...values, connection: { ...connection, tls: true } })).toContain("security.protocol=SASL_SSL");
    expect(example("curl", values)).toContain("https://credit.example/v1/resources/penalty/records:push");
  });
});

describe("keys", () => {
  const now = new Date("2026-11-25T08:00:00Z");
  it.each([
    ["no end", {}, "live"],
    ["an end to come", { expires_at: "2026-11-25T08:00:01Z" }, "live"],
    ["an end that has come", { expires_at: "2026-11-25T08:00:00Z" }, "expired"],
    ["revoked before its end", { revoked: true, expires_at: "2027-01-01T00:00:00Z" }, "revoked"],
  ] as const)("%s", (_, more, want) => {
    expect(keyStateOf(key(more), now)).toBe(want);
  });
  it("end with the last day", () => {
    expect(expiryOf("none", "", now)).toBeUndefined();
    expect(expiryOf("date", "2026-12-31", now)).toBe(new Date(2027, 0, 1).toISOString());
    const local = new Date(2026, 10, 25, 16);
    expect(expiryOf("90", "", local)).toBe(new Date(2027, 1, 24).toISOString());
  });
});
