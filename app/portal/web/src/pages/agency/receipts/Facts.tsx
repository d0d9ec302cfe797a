import { Link } from "react-router";
import { Code } from "../../../components/Code";
import { EvidenceTag } from "../../../components/EvidenceTag";
import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { StateTag, useWords } from "../shared/states";
import { useResourceName } from "../shared/useResources";
import { text } from "./text";
import type { Receipt } from "./useReceipt";

/** Facts are what a receipt says about the push as a whole. */
export function Facts({ receipt: r }: { receipt: Receipt }) {
  const t = useText(text);
  const words = useWords();
  const name = useResourceName();
  return (
    <dl className="ag-facts">
      <Fact name={t("resource")}>
        {r.resource === "" ? "—" : name(r.resource)} {r.resource_version > 0 && <span className="cx-muted">{t("versionOf", { n: r.resource_version })}</span>}
      </Fact>
      <Fact name={t("state")}>
        <StateTag state={r.state} />
      </Fact>
      <Fact name={t("way")}>
        {words.channel(r.channel)} · {words.op(r.op)}
      </Fact>
      <Fact name={t("receivedAt")}>
        <Time at={r.received_at} />
      </Fact>
      <Fact name={t("evidence")}>
        <EvidenceTag index={r.evidence} bare />
      </Fact>
      <Fact name={t("id")}>
        <Code>{r.id}</Code>
      </Fact>
      {r.parent !== "" && (
        <Fact name={t("parent")}>
          <Link to={`/agency/quarantine?state=all&resource=${encodeURIComponent(r.resource)}`}>{r.parent}</Link>
        </Fact>
      )}
      {r.idempotency_key !== "" && (
        <Fact name={t("key")}>
          <Code>{r.idempotency_key}</Code>
        </Fact>
      )}
      {r.digest !== "" && (
        <Fact name={t("digest")}>
          <Code>{r.digest}</Code>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
