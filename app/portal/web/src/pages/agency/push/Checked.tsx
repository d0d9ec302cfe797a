import { Button } from "antd";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { Counts } from "../shared/Counts";
import type { Receipt } from "./send";
import { text } from "./text";

interface Props {
  receipt: Receipt;
  onSend: () => void;
  onAgain: () => void;
}

/** Checked tells what a trial found, and offers to push for real. */
export function Checked({ receipt, onSend, onAgain }: Props) {
  const t = useText(text);
  const lang = useLang();
  const accepted = Number(receipt.accepted);
  const refused = Number(receipt.refused);
  const verdict = accepted === 0 ? t("noneGood") : refused === 0 ? t("allGood", { n: formatNumber(accepted, lang) }) : t("sendHint", { n: formatNumber(refused, lang) });
  return (
    <section className="cx-card ag-result" aria-label={t("resultTitle")}>
      <div>
        <h2>{t("resultTitle")}</h2>
        <p role="status">{verdict}</p>
      </div>
      <Counts counts={receipt} />
      <div className="cx-row ag-result-ways">
        <Button onClick={onAgain}>{t("again")}</Button>
        <Button type={accepted > 0 ? "primary" : "default"} disabled={accepted + refused === 0} onClick={onSend}>
          {refused === 0 || accepted === 0 ? t("send") : t("sendSome", { accepted: formatNumber(accepted, lang), refused: formatNumber(refused, lang) })}
        </Button>
      </div>
    </section>
  );
}
