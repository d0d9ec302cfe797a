import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { Page } from "../../../components/Page";
import { StatusTag } from "../../../components/StatusTag";
import { useLang, useText } from "../../../lib/text";
import { text as textParameter, useUrlState } from "../../../lib/urlState";
import { usccFlaw } from "../../../lib/uscc";
import { SearchForm } from "../SearchForm";
import { marked } from "./marked";
import { text } from "./text";

type Hit = Schema<"history.v1.Hit">;

const shape = { q: textParameter() };
const pageSize = 20;

/** Search finds organisations by name or code and says why each was found. */
export function Component() {
  const t = useText(text);
  const [{ q }] = useUrlState(shape);
  const asked = q.trim();
  return (
    <Page title={t("title")} intro={t("intro")}>
      <section className="pb-hero">
        <SearchForm value={asked} />
      </section>
      {Array.from(asked).length < 2 ? <EmptyState why={t("start")} todo={t("startTodo")} /> : <Results q={asked} />}
    </Page>
  );
}

function Results({ q }: { q: string }) {
  const t = useText(text);
  const lang = useLang();
  const list = useCursorList(["public search", q, lang], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/public/subjects", { params: { query: { query: q, cursor, limit: pageSize } }, signal }));
    return { rows: page.hits, next: page.next_cursor };
  });
  return (
    <section aria-live="polite" aria-busy={list.query.isPending}>
      <h2 className="cx-hidden">{t("results", { q })}</h2>
      <CursorList list={list} empty={<Nothing q={q} />}>
        {(hits) => (
          <ul className="pb-hits">
            {hits.map((h) => (
              <li key={h.id}>
                <HitView hit={h} q={q} />
              </li>
            ))}
          </ul>
        )}
      </CursorList>
    </section>
  );
}

function HitView({ hit, q }: { hit: Hit; q: string }) {
  const t = useText(text);
  const kind = hit.kind === "self_employed" || hit.kind === "public_body" ? hit.kind : "organisation";
  return (
    <Link to={`/organisations/${encodeURIComponent(hit.id)}`}>
      <span className="pb-hit-name">
        <Marked value={hit.name} part={q} />
      </span>
      <span>{hit.status !== "" && <StatusTag tone={hit.status === "存续" || hit.status === "在业" ? "ok" : "neutral"}>{hit.status}</StatusTag>}</span>
      <span className="pb-hit-facts">
        <code>
          <Marked value={hit.id} part={q} />
        </code>
        <span>{t(kind)}</span>
        <span>{hit.division_name}</span>
      </span>
      {hit.explanation !== "" && <span className="pb-why">{t("why", { why: hit.explanation })}</span>}
    </Link>
  );
}

function Marked({ value, part }: { value: string; part: string }) {
  const found = marked(value, part);
  if (found === null) return <>{value}</>;
  return (
    <>
      {found.before}
      <mark>{found.hit}</mark>
      {found.after}
    </>
  );
}

function Nothing({ q }: { q: string }) {
  const t = useText(text);
  const code = q.toUpperCase();
  const flaw = /^[0-9A-Z]{18}$/.test(code) ? usccFlaw(code) : null;
  return (
    <EmptyState
      why={t("emptyWhy", { q })}
      todo={
        <>
          {flaw === "check" && <strong>{t("flawCheck")} </strong>}
          {flaw === "letter" && <strong>{t("flawLetter")} </strong>}
          {t("emptyTodo")}
        </>
      }
    />
  );
}
