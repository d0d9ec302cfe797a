import { Button } from "antd";
import { Link } from "react-router";
import { Code } from "../../../components/Code";
import { EvidenceTag } from "../../../components/EvidenceTag";
import { StatusTag } from "../../../components/StatusTag";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { Counts } from "../shared/Counts";
import { useResourceName } from "../shared/useResources";
import { startOver } from "./desk";
import type { Receipt } from "./send";
import { text } from "./text";

/** Done shows the receipt of a push. */
export function Done({ receipt, sha256 }: { receipt: Receipt; sha256: string }) {
  const t = useText(text);
  const lang = useLang();
  const name = useResourceName();
  const refused = Number(receipt.refused);
  return (
    <section className="cx-card ag-done" aria-live="polite">
      <h2>
        {t(receipt.op === "withdraw" ? "doneWithdrawTitle" : "doneTitle")} · {name(receipt.resource)}
      </h2>
      <Counts counts={receipt} />
      <p className="cx-row">
        <span className="cx-muted">{t("checkedAt")}</span> <Code>{receipt.id}</Code>
        <EvidenceTag index={receipt.evidence} />
        {sha256 !== "" && sha256 === receipt.digest && <StatusTag tone="ok">{t("sameDigest")}</StatusTag>}
      </p>
      {refused > 0 && <p className="ag-caution">{t("doneRefused", { n: formatNumber(refused, lang) })}</p>}
      <p className="cx-row">
        <Link className="cx-button" to={`/agency/receipts/${encodeURIComponent(receipt.id)}`}>
          {t("toReceipt")}
        </Link>
        {refused > 0 && (
          <Link className="cx-button" to={`/agency/quarantine?receipt=${encodeURIComponent(receipt.id)}`}>
            {t("toQuarantine")}
          </Link>
        )}
        <Button type="primary" onClick={startOver}>
          {t("another")}
        </Button>
      </p>
    </section>
  );
}
