import { api, fetchData } from "../../api/client";
import { CursorList, useCursorList } from "../../components/CursorList";
import { EmptyState } from "../../components/EmptyState";
import { Page } from "../../components/Page";
import { formatTime } from "../../lib/format";
import { useText } from "../../lib/text";
import { oneOf, text as textParameter, useUrlState } from "../../lib/urlState";
import { useCodes } from "../../lib/vocabulary/purposes";
import { useWords } from "../../lib/vocabulary/useWords";
import { agenciesOf, byMonth, departments, fits, isOwn, type Access, type Filter } from "./accesses";
import { AccessRow } from "./AccessRow";
import { text } from "./text";
import "./subject.css";

const shape = { decision: oneOf(["", "allow", "deny"], ""), agency: textParameter() };
/** Accesses shows who looked at the subject's record, when, why, and whether it was allowed. */
export function Component() {
  const t = useText(text);
  const [filter, setFilter] = useUrlState<Filter>(shape);
  const list = useCursorList(["own accesses"], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/me/accesses", { params: { query: { cursor, limit: 50 } }, signal }));
    return { rows: page.events, next: page.next_cursor };
  });
  const agencies = agenciesOf(list.rows, filter.agency);
  const rows = list.rows.filter((e) => fits(e, filter));
  return (
    <Page title={t("accesses")} intro={t("accessesIntro")}>
      <div className="sj-filters">
        <div className="cx-row" role="group" aria-label={t("filter")}>
          {(["", "allow", "deny"] as const).map((d) => (
            <button key={d} type="button" className={d === filter.decision ? "cx-button sj-chosen" : "cx-button"} aria-pressed={d === filter.decision} onClick={() => setFilter({ decision: d })}>
              {t(d === "" ? "all" : d === "allow" ? "onlyAllowed" : "onlyRefused")}
            </button>
          ))}
        </div>
        {agencies.length > 0 && (
          <label>
            {t("agencies")}
            <select value={filter.agency} onChange={(e) => setFilter({ agency: e.target.value })}>
              <option value="">{t("everybody")}</option>
              <option value={departments}>{t("departments")}</option>
              {agencies.map(([code, name]) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <CursorList list={{ ...list, rows }} empty={list.rows.length === 0 ? <EmptyState why={t("noAccess")} todo={t("noAccessTodo")} /> : <NoMatch />}>
        {(found) => (found.length === 0 ? <NoMatch /> : <Months events={found} />)}
      </CursorList>
      <p className="cx-note">{t("doubt")}</p>
      <Purposes />
    </Page>
  );
}

function NoMatch() {
  const t = useText(text);
  return <EmptyState why={t("noMatch")} todo={t("noMatchTodo")} />;
}

function Months({ events }: { events: Access[] }) {
  const t = useText(text);
  return (
    <>
      {byMonth(events, (at) => formatTime(at).slice(0, 7)).map((m) => (
        <section key={m.month} className="cx-card" aria-labelledby={`m-${m.month}`}>
          <h2 id={`m-${m.month}`}>{t("month", { month: m.month, n: m.events.length })}</h2>
          <ol className="sj-accesses">
            {m.events.map((e) => (
              <li key={e.index} className={isOwn(e) ? "sj-own" : undefined}>
                <AccessRow event={e} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}

const explained = ["enforcement", "permit_review", "procurement", "subsidy", "award", "supervision", "judicial", "self"] as const;

/** Purposes says in plain words what each purpose means. */
function Purposes() {
  const t = useText(text);
  const words = useWords();
  const { purposes } = useCodes();
  return (
    <details className="cx-card" id="purposes">
      <summary>{t("purposes")}</summary>
      <dl className="sj-purposes">
        {purposes.map((p) => {
          const known = explained.find((e) => e === p.code);
          return (
            <div key={p.code}>
              <dt>{words.purpose(p.code)}</dt>
              <dd>{known === undefined ? "" : t(`explain_${known}`)}</dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}
