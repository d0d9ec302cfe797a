import { StatusTag } from "../../components/StatusTag";
import { useText } from "../../lib/text";
import { text } from "./text";

/** Share names a share type. */
export function Share({ type }: { type: string }) {
  const t = useText(text);
  const tone = type === "1" ? "ok" : type === "2" ? "warn" : "neutral";
  return <StatusTag tone={tone}>{type === "1" ? t("share1") : type === "2" ? t("share2") : t("share3")}</StatusTag>;
}
