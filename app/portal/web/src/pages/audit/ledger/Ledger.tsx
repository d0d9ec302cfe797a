import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { Code } from "../../../components/Code";
import { Page } from "../../../components/Page";
import { StatusTag } from "../../../components/StatusTag";
import { formatNumber } from "../../../lib/format";
import { toBase64 } from "../../../lib/ledger/bytes";
import { parseCheckpoint, type Checkpoint } from "../../../lib/ledger/note";
import { ProofError, type Flaw } from "../../../lib/ledger/proofError";
import { saveFile } from "../../../lib/saveFile";
import { flawText } from "../../../lib/ledger/text";
import { useLang, useText } from "../../../lib/text";
import "../audit.css";
import { Fact } from "../event/Facts";
import { ledgerText as text } from "./text";
import { Earlier } from "../proof/Earlier";
import { KeyPanel } from "../proof/KeyPanel";
import { keyParts, useOwnKey } from "../proof/ownKey";
import { text as proofText } from "../proof/text";
import { useComparison } from "../proof/useProof";

interface Head {
  note: string;
  /** The key that the server shows. */
  served: string;
}

/** Ledger verifies the head of the ledger: its signature, and that it only grew since this browser saw it last. */
export function Component() {
  const t = useText(text);
  const head = useQuery({ queryKey: ["audit", "head"], queryFn: ({ signal }) => readHead(signal) });
  return (
    <Page
      title={t("title")}
      intro={t("intro")}
      extra={
        <button type="button" className="cx-button" aria-disabled={head.isFetching} onClick={() => void (head.isFetching || head.refetch())}>
          {t("again")}
        </button>
      }
    >
      <AsyncView query={head} lines={8}>
        {(h) => <Verified head={h} />}
      </AsyncView>
    </Page>
  );
}

/** readHead gets the newest checkpoint and the server's key: the proof of the first entry leads to them. */
async function readHead(signal: AbortSignal): Promise<Head> {
  const proof = await fetchData(api.GET("/v1/audit/events/{index}/proof", { params: { path: { index: "0" } }, signal }));
  return { note: proof.checkpoint, served: proof.verifier_key };
}

function Verified({ head }: { head: Head }) {
  const own = useOwnKey();
  const key = own || head.served;
  const judged = useMemo(() => judge(head.note, key), [head, key]);
  const checkpoint = "checkpoint" in judged ? judged.checkpoint : undefined;
  const comparison = useComparison(checkpoint, head.note, key);
  // The alarm is not to be overlooked below a signature that holds.
  const broken = comparison.data?.state === "broken";
  const earlier = <Earlier comparison={comparison} checkpoint={checkpoint} note={head.note} keyText={key} />;
  return (
    <div className="au-columns au-columns-event">
      <section className="cx-card au-proof">
        {broken && earlier}
        <HeadFacts judged={judged} head={head} keyText={key} />
        {!broken && earlier}
      </section>
      <section className="cx-card au-proof">
        <KeyPanel used={key} own={own !== ""} served={head.served} />
        <Elsewhere />
      </section>
    </div>
  );
}

type JudgedHead = { checkpoint: Checkpoint } | { flaw: Flaw };

function judge(note: string, key: string): JudgedHead {
  try {
    return { checkpoint: parseCheckpoint(note, key) };
  } catch (e) {
    if (e instanceof ProofError) return { flaw: e.flaw };
    throw e;
  }
}

function HeadFacts({ judged, head, keyText }: { judged: JudgedHead; head: Head; keyText: string }) {
  const t = useText(text);
  const flaw = useText(flawText);
  const p = useText(proofText);
  const lang = useLang();
  return (
    <>
      <h2>{t("head")}</h2>
      {"flaw" in judged ? (
        <div className="au-outcome au-outcome-bad" role="alert">
          <StatusTag tone="danger">{p("failed")}</StatusTag> <strong>{flaw(judged.flaw)}</strong>
          <p>{p("failedKey")}</p>
        </div>
      ) : (
        <>
          <div className="au-outcome au-outcome-ok" role="status">
            <StatusTag tone="ok">{p("held")}</StatusTag> <strong>{t("signed", { key: keyParts(keyText).id })}</strong>
          </div>
          <dl className="au-dl">
            <Fact name={p("origin")}>{judged.checkpoint.origin}</Fact>
            <Fact name={p("size")}>{formatNumber(judged.checkpoint.size.toString(), lang)}</Fact>
            <Fact name={p("root")}>
              <Code>{toBase64(judged.checkpoint.root)}</Code>
            </Fact>
          </dl>
        </>
      )}
      <p className="au-save">
        <button type="button" className="cx-button" onClick={() => { saveFile("checkpoint.txt", head.note); }}>
          {t("save")}
        </button>
      </p>
    </>
  );
}

/** Elsewhere says how to check without this page. */
function Elsewhere() {
  const t = useText(text);
  return (
    <div className="au-part">
      <h3>{t("elsewhere")}</h3>
      <p>{t("elsewhereText")}</p>
      <p><Code>chengxin audit proof INDEX --since checkpoint.txt</Code></p>
      <p><Code>chengxin audit verify evidence-INDEX.json --verifier ledger.key</Code></p>
      <p className="cx-muted">{t("tiles")}</p>
    </div>
  );
}
