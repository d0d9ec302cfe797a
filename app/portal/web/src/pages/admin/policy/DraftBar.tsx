import { Button } from "antd";
import { useState } from "react";
import { api, fetchAnswer } from "../../../api/client";
import { FormDialog } from "../../../components/FormDialog";
import { useText } from "../../../lib/text";
import type { Act } from "../Done";
import { WhyField } from "../WhyField";
import { emptyDraft, rebased, toggled, type Draft } from "./draft";
import type { Line } from "./lines";
import type { PolicyVersion } from "./Policy";
import { useSentence } from "./sentence/useSentence";
import { text } from "./text";

interface Props {
  draft: Draft;
  current: PolicyVersion;
  onChange: (draft: Draft) => void;
  onDone: (act: Act) => void;
}

/** DraftBar holds the changes that were not sent yet; they are sent together, with a reason, against the version they were made on. */
export function DraftBar({ draft, current, onChange, onDone }: Props) {
  const t = useText(text);
  const [sending, setSending] = useState(false);
  const stale = draft.base !== current.version;
  const count = t("draftCount", { add: draft.add.length, remove: draft.remove.length });
  return (
    <section className="ad-draft" aria-label={t("draft")}>
      {stale && <Stale draft={draft} current={current} onChange={onChange} />}
      <div className="ad-draft-row">
        <p role="status">
          <strong>{t("draft")}</strong> {count} <span className="cx-muted">{t("draftBase", { base: draft.base })}</span>
        </p>
        <span className="cx-row">
          <button type="button" className="cx-text-button" onClick={() => { onChange(emptyDraft(current.version)); }}>
            {t("drop")}
          </button>
          <Button type="primary" disabled={stale} onClick={() => { setSending(true); }}>
            {t("submit")}
          </Button>
        </span>
      </div>
      {sending && <Submit draft={draft} current={current} onChange={onChange} onClose={() => { setSending(false); }} onDone={onDone} />}
    </section>
  );
}

function Stale({ draft, current, onChange }: Omit<Props, "onDone">) {
  const t = useText(text);
  const next = rebased(draft, current.version, current.lines);
  const gone = draft.remove.length - next.remove.length;
  return (
    <p className="cx-note ad-stale" role="alert">
      {t("stale", { now: current.version, base: draft.base })} {gone > 0 && t("goneLines", { n: gone })}{" "}
      <button type="button" className="cx-button" onClick={() => { onChange(next); }}>
        {t("rebase", { now: current.version })}
      </button>
    </p>
  );
}

function Submit({ draft, current, onChange, onClose, onDone }: Props & { onClose: () => void }) {
  const t = useText(text);
  const removed = current.lines.filter((l) => draft.remove.includes(l.id));
  return (
    <FormDialog<{ why: string }>
      width={680}
      title={t("submitTitle")}
      ok={t("submitOk")}
      initial={{ why: "" }}
      onClose={onClose}
      onSubmit={async (f) => {
        const body = { add: draft.add, remove: draft.remove, why: f.why.trim(), base_version: draft.base };
        const { data, evidence } = await fetchAnswer(api.POST("/v1/policies", { body }));
        onDone({ said: t("changed", { version: data.version }), evidence });
      }}
    >
      {() => (
        <>
          <p>{t("submitText", { next: (BigInt(draft.base) + 1n).toString() })}</p>
          <Changes sign="added" lines={draft.add} onDrop={(i) => { onChange({ ...draft, add: draft.add.filter((_, j) => j !== i) }); }} />
          <Changes sign="removed" lines={removed} onDrop={(i) => { onChange(toggled(draft, removed[i]?.id ?? "")); }} />
          <WhyField />
        </>
      )}
    </FormDialog>
  );
}

/** Changes lists lines that come or go. */
export function Changes({ sign, lines, onDrop }: { sign: "added" | "removed"; lines: Line[]; onDrop?: (index: number) => void }) {
  const t = useText(text);
  const sentence = useSentence();
  if (lines.length === 0) return null;
  return (
    <ul className={`ad-changes ad-changes-${sign}`}>
      {lines.map((l, i) => (
        <li key={l.id || i}>
          <span className="ad-sign">{t(sign)}</span>
          <span>{sentence(l)}</span>
          {onDrop !== undefined && lines.length > 0 && (
            <button type="button" className="cx-text-button" onClick={() => { onDrop(i); }}>
              {t("dropOne")}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
