import { Link, useParams } from "react-router";
import { localFault } from "../../../api/fault";
import { AsyncView } from "../../../components/AsyncView";
import { FaultView } from "../../../components/FaultView";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import "../audit.css";
import { eventText as text } from "./text";
import { Facts } from "./Facts";
import { ProofPanel } from "../proof/ProofPanel";
import { useProof } from "../proof/useProof";

/** Event shows one piece of evidence and verifies its proof. */
export function Component() {
  const { index = "" } = useParams();
  if (!/^(0|[1-9]\d{0,19})$/.test(index)) return <FaultView error={localFault("PAGE_NOT_FOUND", 404)} page />;
  return <Evidence key={index} index={index} />;
}

function Evidence({ index }: { index: string }) {
  const t = useText(text);
  const proof = useProof(index);
  const number = BigInt(index);
  return (
    <Page
      title={t("title", { index })}
      intro={t("intro")}
      extra={
        <nav className="cx-row" aria-label={t("neighbours")}>
          {number > 0n && (
            <Link className="cx-button" to={`/audit/events/${(number - 1n).toString()}`}>
              {t("previous")}
            </Link>
          )}
          <Link className="cx-button" to={`/audit/events/${(number + 1n).toString()}`}>
            {t("next")}
          </Link>
          <Link className="cx-button" to="/audit/events">
            {t("log")}
          </Link>
        </nav>
      }
    >
      <AsyncView query={proof} lines={12}>
        {(bundle) => (
          <div className="au-columns au-columns-event">
            <Facts bundle={bundle} />
            <ProofPanel bundle={bundle} />
          </div>
        )}
      </AsyncView>
    </Page>
  );
}
