import { StatusTag, type Tone } from "../../../components/StatusTag";
import { useText } from "../../../lib/text";
import { text } from "../text";

const tones = { complete: "ok", running: "info", interrupted: "warn", open: "warn", resubmitted: "ok" } as const satisfies Record<string, Tone>;

/** StateTag names the state of a receipt or of a quarantined record; a state it does not know shows as it is. */
export function StateTag({ state }: { state: string }) {
  const t = useText(text);
  const known = isKnown(state) ? state : null;
  return <StatusTag tone={known === null ? "neutral" : tones[known]}>{known === null ? state : t(`state_${known}`)}</StatusTag>;
}

const isKnown = (state: string): state is keyof typeof tones => state in tones;

/** useWords names channels and operations of receipts. */
export function useWords(): { channel: (code: string) => string; op: (code: string) => string } {
  const t = useText(text);
  return {
    channel: (code) => (code === "http" || code === "kafka" || code === "resubmit" ? t(`channel_${code}`) : code),
    op: (code) => (code === "withdraw" ? t("op_withdraw") : t("op_upsert")),
  };
}
