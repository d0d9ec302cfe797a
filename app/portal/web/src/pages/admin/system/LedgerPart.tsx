import { Code } from "../../../components/Code";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import type { Overview } from "./samples";
import { text } from "./text";

/** LedgerPart shows the head of the ledger. */
export function LedgerPart({ overview }: { overview: Overview }) {
  const t = useText(text);
  const lang = useLang();
  const { ledger } = overview;
  if (ledger === undefined) return null;
  return (
    <section className="cx-card" aria-labelledby="ledger">
      <h2 id="ledger">{t("ledgerTitle")}</h2>
      <dl className="ad-facts">
        <div>
          <dt>{t("ledger")}</dt>
          <dd className="cx-num">{formatNumber(ledger.size, lang)}</dd>
        </div>
        <div>
          <dt>{t("checkpointAt")}</dt>
          <dd><Time at={ledger.checkpoint_at} /></dd>
        </div>
        <div>
          <dt>{t("origin")}</dt>
          <dd>{ledger.origin}</dd>
        </div>
        <div>
          <dt>{t("key")}</dt>
          <dd>
            <Code>{ledger.verifier_key}</Code>
            <br />
            <small className="cx-muted">{t("keyHint")}</small>
          </dd>
        </div>
      </dl>
    </section>
  );
}
