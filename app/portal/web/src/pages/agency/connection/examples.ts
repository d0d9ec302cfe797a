import type { Schema } from "../../../api/types";

export type Connection = Schema<"access.v1.ConnectionReply">;
export type Key = Schema<"access.v1.Key">;

export const exampleNames = ["kcat", "java", "curl", "cli"] as const;
export type ExampleName = (typeof exampleNames)[number];

export interface ExampleValues {
  connection: Connection;
  username: string;
  /** Code of a resource. */
  resource: string;
  /** Where the interface is reached, such as https://credit.example. */
  origin: string;
}

/** securityProtocol names the protocol as Kafka clients do. */
export function securityProtocol(c: Connection): string {
  return c.tls ? "SASL_SSL" : "SASL_PLAINTEXT";
}

/** usernameOf is the Kafka user of a key. */
export function usernameOf(c: Connection, keyId: string): string {
  return `${c.username_prefix}.${keyId}`;
}

/** example writes a command or configuration that works as it stands once CHENGXIN_KEY is set. It never holds a key. */
export function example(name: ExampleName, { connection: c, username, resource, origin }: ExampleValues): string {
  const brokers = c.brokers.join(",");
  const protocol = securityProtocol(c);
  switch (name) {
    case "kcat":
      return [
        `kcat -P -b ${brokers} -X security.protocol=${protocol} -X sasl.mechanisms=${c.mechanism} \\`,
        `  -X sasl.username=${username} -X sasl.password="$CHENGXIN_KEY" \\`,
        `  -t ${c.inbox_topic} -H resource=${resource} -l records.ndjson`,
      ].join("\n");
    case "java":
      return [
        `bootstrap.servers=${brokers}`,
        `security.protocol=${protocol}`,
        `sasl.mechanism=${c.mechanism}`,
        `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\`,
        `  username="${username}" password="\${env:CHENGXIN_KEY}";`,
        "config.providers=env",
        "config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider",
        "acks=all",
        "enable.idempotence=true",
      ].join("\n");
    case "curl":
      return [
        `curl -H "Authorization: Bearer $CHENGXIN_KEY" -H "Content-Type: text/csv; charset=utf-8" \\`,
        `  -H "Idempotency-Key: $(uuidgen)" --data-binary @records.csv \\`,
        `  "${origin}/v1/resources/${resource}/records:push?dry_run=true"`,
      ].join("\n");
    case "cli":
      return `chengxin push records.xlsx --resource ${resource} --dry-run --server ${origin} --key "$CHENGXIN_KEY"`;
  }
}

export type KeyState = "live" | "revoked" | "expired";

/** keyStateOf tells whether a key is in force at an instant. */
export function keyStateOf(k: Key, now: Date): KeyState {
  if (k.revoked) return "revoked";
  return k.expires_at && Date.parse(k.expires_at) <= now.getTime() ? "expired" : "live";
}

export type Expiry = "90" | "365" | "date" | "none";

/** expiryOf is the instant at which a key ends: the end of the last day in the user's zone; undefined for no end. */
export function expiryOf(expiry: Expiry, date: string, now: Date): string | undefined {
  if (expiry === "none") return undefined;
  const last = expiry === "date" ? new Date(`${date}T00:00:00`) : new Date(now.getFullYear(), now.getMonth(), now.getDate() + Number(expiry));
  last.setDate(last.getDate() + 1);
  return last.toISOString();
}
