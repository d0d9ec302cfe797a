import type { KeyboardEvent } from "react";
import { Link, useNavigate } from "react-router";
import { CursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { EvidenceTag } from "../../../components/EvidenceTag";
import { useText } from "../../../lib/text";
import type { Case } from "../cases/cases";
import { Refused } from "../Refused";
import { text } from "../text";
import { HitRow } from "./HitRow";
import { recognise } from "./recognise";
import { kinds, useSearch, type Hit, type Kind } from "./useSearch";

interface Props {
  query: string;
  kind: Kind;
  kase: Case | null;
  onKind: (kind: Kind) => void;
  /** Escape, or up from the first hit. */
  onLeave: () => void;
}

/** Results lists what a search found; arrows move through it, Enter opens. */
export function Results({ query, kind, kase, onKind, onLeave }: Props) {
  const t = useText(text);
  const list = useSearch(query, kind, kase);
  const last = list.pages.at(-1);
  return (
    <section aria-label={t("results")} className="of-results">
      <div className="of-results-head">
        <h2>{t("resultsOf", { q: query })}</h2>
        <EvidenceTag index={last?.evidence ?? null} />
        <span className="cx-muted">{t("keys")}</span>
        <fieldset className="of-choices of-kinds">
          <legend className="cx-hidden">{t("filterKind")}</legend>
          {(["", ...kinds] as const).map((k) => (
            <label key={k} className={k === kind ? "of-choice of-chosen" : "of-choice"}>
              <input type="radio" name="kind" checked={k === kind} onChange={() => onKind(k)} />
              {t(k === "" ? "allKinds" : `kind_${k}`)}
            </label>
          ))}
        </fieldset>
      </div>
      {list.query.error !== null && list.rows.length === 0 ? (
        <Refused error={list.query.error} kase={kase ?? { purpose: "", caseNo: "" }} retry={() => void list.query.refetch()} />
      ) : (
        <CursorList list={list} empty={<Nothing query={query} kind={kind} />}>
          {(hits) => <Hits hits={hits} query={query} onLeave={onLeave} />}
        </CursorList>
      )}
    </section>
  );
}

function Hits({ hits, query, onLeave }: { hits: Hit[]; query: string; onLeave: () => void }) {
  const t = useText(text);
  const navigate = useNavigate();
  return (
    <div className="of-table-box">
      <table className="cx-table of-hits">
        <caption className="cx-hidden">{t("resultsOf", { q: query })}</caption>
        <thead>
          <tr>
            {(["name", "code", "kind", "division", "status", "why"] as const).map((h) => (
              <th key={h} scope="col">
                {t(h)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hits.map((hit) => (
            <HitRow key={hit.id} hit={hit} query={query} onKey={(e) => moveFocus(e, onLeave)} onOpen={() => void navigate(`/officer/subjects/${encodeURIComponent(hit.id)}`)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** moveFocus goes from hit to hit with the arrows, Home and End; above the first one stands the box. */
function moveFocus(e: KeyboardEvent<HTMLElement>, onLeave: () => void): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-hit]")];
  const at = all.indexOf(e.currentTarget);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1, Escape: -1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  if (to < 0) onLeave();
  else all[Math.min(to, all.length - 1)]?.focus();
}

/** Nothing says why a search found nothing, and what to try. */
function Nothing({ query, kind }: { query: string; kind: Kind }) {
  const t = useText(text);
  const r = recognise(query);
  if (kind !== "") return <EmptyState why={t("emptyKind")} todo={t("emptyKindTodo")} />;
  if (r.kind === "name") return <EmptyState why={t("emptyName", { q: query })} todo={t("emptyNameTodo")} />;
  const open = r.kind === "uscc" && r.right && (
    <Link className="cx-button" to={`/officer/subjects/${r.value}`}>
      {t("openCode")}
    </Link>
  );
  return <EmptyState why={t("emptyCode", { q: query })} todo={t("emptyCodeTodo")} action={open} />;
}
