import { useText } from "../lib/text";
import { Hint } from "./Hint";
import { text } from "./text";

interface Props {
  value: string;
  masked: boolean;
  /** Why it is masked and which grant would show it. */
  reason?: string;
  unit?: string;
}

/** MaskedValue shows an item's value; a masked one carries a lock, the word, and its reason on hover and focus. */
export function MaskedValue({ value, masked, reason, unit }: Props) {
  const t = useText(text);
  if (!masked) {
    if (value === "") return <span className="cx-muted">{t("none")}</span>;
    return (
      <span>
        {value}
        {unit ? ` ${unit}` : ""}
      </span>
    );
  }
  return (
    <Hint hint={reason ? t("maskedWhy", { why: reason }) : t("masked")}>
      <span className="cx-masked">
        <svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
          <path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5" />
        </svg>
        <span className="cx-hidden">{t("masked")}</span>
        {value || "••••"}
      </span>
    </Hint>
  );
}
