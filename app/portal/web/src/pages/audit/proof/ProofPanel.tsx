import { StatusTag } from "../../../components/StatusTag";
import { flawText } from "../../../lib/ledger/text";
import { useText } from "../../../lib/text";
import { Downloads } from "./Downloads";
import { Earlier } from "./Earlier";
import { KeyPanel } from "./KeyPanel";
import { Steps } from "./Steps";
import { text } from "./text";
import { useComparison, useJudged, type Bundle, type Judged } from "./useProof";

/** ProofPanel verifies a proof in this browser and shows each step, the key, and what became of the checkpoint seen earlier. */
export function ProofPanel({ bundle }: { bundle: Bundle }) {
  const t = useText(text);
  const judged = useJudged(bundle);
  const signed = judged.verdict.held.includes("signature") ? judged.verdict.checkpoint : undefined;
  const comparison = useComparison(signed, bundle.checkpoint, judged.key);
  return (
    <section className="cx-card au-proof" aria-labelledby="proof">
      <h2 id="proof">{t("title")}</h2>
      <p className="cx-muted">{t("intro")}</p>
      <Outcome judged={judged} />
      <Steps judged={judged} />
      <KeyPanel used={judged.key} own={judged.own} served={bundle.verifier_key} />
      <Earlier comparison={comparison} checkpoint={signed} note={bundle.checkpoint} keyText={judged.key} />
      <Downloads bundle={bundle} keyText={judged.key} comparison={signed === undefined ? undefined : comparison.data} />
    </section>
  );
}

/** Outcome says in a line whether all holds; green only when this browser found so. */
function Outcome({ judged }: { judged: Judged }) {
  const t = useText(text);
  const flaw = useText(flawText);
  const { verdict, differs, own, malformed } = judged;
  const failed = verdict.failed !== undefined || (differs?.length ?? 0) > 0;
  if (failed) {
    const key = verdict.failed?.flaw === "CHECKPOINT_OTHER_KEY" || verdict.failed?.flaw === "CHECKPOINT_SIGNATURE";
    return (
      <div className="au-outcome au-outcome-bad" role="alert">
        <StatusTag tone="danger">{t("failed")}</StatusTag>
        {verdict.failed !== undefined && <strong>{flaw(verdict.failed.flaw)}</strong>}
        {key && <p>{t("failedKey")}</p>}
        <p>{t("failedTodo")}</p>
      </div>
    );
  }
  return (
    <div className="au-outcome au-outcome-ok" role="status">
      <StatusTag tone="ok">{t("held")}</StatusTag>
      <strong>{t(verdict.erased ? "heldErased" : malformed ? "heldMalformed" : "heldText")}</strong>
      {!own && <p>{t("serverKey")}</p>}
    </div>
  );
}
