import { StatusTag } from "../../../components/StatusTag";
import { useText } from "../../../lib/text";
import { text } from "./text";

/** State names the state of a proposal. */
export function State({ state }: { state: string }) {
  const t = useText(text);
  if (state === "approved") return <StatusTag tone="ok">{t("approved")}</StatusTag>;
  if (state === "rejected") return <StatusTag tone="danger">{t("rejected")}</StatusTag>;
  return <StatusTag tone="warn">{t("open")}</StatusTag>;
}
