import { Checkbox } from "antd";
import { useId, useState } from "react";
import { StatusTag } from "../../../components/StatusTag";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { columns, type Line } from "./lines";
import { ended } from "./sentence/sentence";
import { useSentence } from "./sentence/useSentence";
import { text } from "./text";

/** So many lines are drawn at first, and with each wish for more. */
const step = 100;

interface Props {
  lines: Line[];
  /** Lines taken for removal; absent where nothing is changed. */
  removing?: readonly string[];
  onToggle?: (id: string) => void;
}

/** LineList is policy lines as sentences, with their columns on demand. */
export function LineList({ lines, removing, onToggle }: Props) {
  const t = useText(text);
  const lang = useLang();
  const [shown, setShown] = useState(step);
  return (
    <>
      <p className="cx-muted ad-found" role="status">
        {t("found", { n: formatNumber(lines.length, lang) })}
      </p>
      <div className="cx-card ad-list">
        <table className="cx-table ad-table ad-lines">
          <caption className="cx-hidden">{t("caption")}</caption>
          <thead>
            <tr>
              {onToggle !== undefined && (
                <th scope="col" className="ad-tick">
                  <span className="cx-hidden">{t("removed")}</span>
                </th>
              )}
              <th scope="col">{t("line")}</th>
              <th scope="col">{t("effect")}</th>
              <th scope="col">{t("idRaw")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, shown).map((l) => (
              <Row key={l.id} line={l} removing={removing?.includes(l.id) ?? false} onToggle={onToggle} />
            ))}
          </tbody>
        </table>
      </div>
      {lines.length > shown && (
        <p className="cx-more">
          <button type="button" className="cx-button" onClick={() => { setShown(shown + step); }}>
            {t("more", { n: Math.min(step, lines.length - shown) })}
          </button>
        </p>
      )}
    </>
  );
}

function Row({ line: l, removing, onToggle }: { line: Line; removing: boolean; onToggle: Props["onToggle"] }) {
  const t = useText(text);
  const id = useId();
  const [open, setOpen] = useState(false);
  const sentence = useSentence()(l);
  return (
    <>
      <tr className={removing ? "ad-removing" : undefined}>
        {onToggle !== undefined && (
          <td className="ad-tick">
            <Checkbox checked={removing} aria-label={t("pick", { line: sentence })} onChange={() => { onToggle(l.id); }} />
          </td>
        )}
        <td className="ad-sentence">{sentence}</td>
        <td><Effect line={l} /></td>
        <td>
          <button type="button" className="cx-text-button ad-raw-toggle" aria-expanded={open} aria-controls={id} aria-label={`${t("raw")} ${l.id}`} onClick={() => { setOpen(!open); }}>
            <code className="ad-token">{l.id}</code>
            <svg viewBox="0 0 12 12" width="10" height="10" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
              <path d={open ? "M2.5 7.5 6 4l3.5 3.5" : "M2.5 4.5 6 8l3.5-3.5"} />
            </svg>
          </button>
        </td>
      </tr>
      {open && (
        <tr id={id} className="ad-raw">
          <td colSpan={onToggle === undefined ? 3 : 4}>
            <RawColumns line={l} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Effect says what a line does, or that it no longer does. */
export function Effect({ line: l }: { line: Line }) {
  const t = useText(text);
  if (l.type === "g") return <StatusTag tone="info">{t("g")}</StatusTag>;
  if (ended(l, new Date())) return <StatusTag tone="neutral">{t("ended")}</StatusTag>;
  return <StatusTag tone={l.effect === "deny" ? "danger" : "ok"}>{t(l.effect === "deny" ? "deny" : "allow")}</StatusTag>;
}

function RawColumns({ line: l }: { line: Line }) {
  return (
    <dl>
      {columns.filter((c) => l[c] !== "").map((c) => (
        <div key={c}>
          <dt>{c}</dt>
          <dd><code>{l[c]}</code></dd>
        </div>
      ))}
    </dl>
  );
}
