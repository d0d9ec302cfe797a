import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { AsyncView } from "../../../components/AsyncView";
import { ConfirmAction } from "../../../components/ConfirmAction";
import { StatusTag } from "../../../components/StatusTag";
import { Time } from "../../../components/Time";
import { formatExact, formatNumber } from "../../../lib/format";
import type { Checkpoint } from "../../../lib/ledger/note";
import { saveFile } from "../../../lib/saveFile";
import { flawText } from "../../../lib/ledger/text";
import { useLang, useText } from "../../../lib/text";
import { forgetSeen, type Comparison } from "./earlier";
import { keyParts } from "./ownKey";
import { text } from "./text";

interface Props {
  comparison: UseQueryResult<Comparison>;
  /** Absent while its signature does not hold. */
  checkpoint: Checkpoint | undefined;
  note: string;
  keyText: string;
}

/** Earlier says what became of the checkpoint that this browser saw last; loudly, when the ledger is not what it was. */
export function Earlier({ comparison, checkpoint, note, keyText }: Props) {
  const t = useText(text);
  return (
    <div className="au-part" data-part="earlier">
      <h3>{t("earlier")}</h3>
      <p className="cx-muted">{t("earlierIntro")}</p>
      {checkpoint === undefined ? (
        <p>{t("notCompared")}</p>
      ) : (
        <AsyncView query={comparison} lines={1}>
          {(found) => (found.state === "broken" ? <Broken found={found} note={note} keyText={keyText} /> : <Whole found={found} size={checkpoint.size} />)}
        </AsyncView>
      )}
    </div>
  );
}

function Whole({ found, size }: { found: Exclude<Comparison, { state: "broken" }>; size: bigint }) {
  const t = useText(text);
  const lang = useLang();
  const to = formatNumber(size.toString(), lang);
  if (found.state === "first") return <p data-state="first">{t("first", { size: to })}</p>;
  const from = formatNumber(found.seen.size, lang);
  return (
    <p data-state={found.state}>
      <StatusTag tone="ok">{t("ok")}</StatusTag> {t(found.state, { from, to, size: to })} <span className="cx-muted">{t("seenAt")}</span> <Time at={found.seen.at} />
    </p>
  );
}

function Broken({ found, note, keyText }: { found: Extract<Comparison, { state: "broken" }>; note: string; keyText: string }) {
  const t = useText(text);
  const flaw = useText(flawText);
  const lang = useLang();
  const queries = useQueryClient();
  const { seen } = found;
  const now = keyParts(keyText).id;
  return (
    <div className="au-alarm" role="alert" data-state="broken">
      <p className="au-alarm-title">{t("broken")}</p>
      <p>{flaw(found.flaw)}</p>
      <p>{t("brokenText", { at: formatExact(seen.at), size: formatNumber(seen.size, lang) })}</p>
      {seen.keyId !== now && <p>{t("brokenKey", { then: seen.keyId, now })}</p>}
      <p>
        <strong>{t("brokenTodo")}</strong>
      </p>
      <div className="cx-row">
        <button type="button" className="cx-button" onClick={() => { saveFile(`checkpoint-${seen.size}-earlier.txt`, seen.note); }}>
          {t("saveOlder")}
        </button>
        <button type="button" className="cx-button" onClick={() => { saveFile("checkpoint-now.txt", note); }}>
          {t("saveNewer")}
        </button>
        <ConfirmAction
          title={t("forgetTitle")}
          description={<p>{t("forgetText")}</p>}
          ok={t("forgetOk")}
          danger
          onConfirm={() => {
            forgetSeen(seen.origin);
            return Promise.resolve();
          }}
          onDone={() => void queries.invalidateQueries({ queryKey: ["audit", "earlier"] })}
        >
          {(open) => (
            <button type="button" className="cx-text-button" onClick={open}>
              {t("forget")}
            </button>
          )}
        </ConfirmAction>
      </div>
    </div>
  );
}
