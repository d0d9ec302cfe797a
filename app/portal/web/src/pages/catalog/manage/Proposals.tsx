import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { Page } from "../../../components/Page";
import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { oneOf, useUrlState } from "../../../lib/urlState";
import { ManagersOnly } from "./ManagersOnly";
import { State } from "./State";
import { text } from "./text";
import "../catalog.css";

type Row = Schema<"catalog.v1.Proposal">;

const states = ["open", "approved", "rejected", "all"] as const;
const shape = { state: oneOf(states, "open") };

/** Proposals lists the changes that wait, or waited, for a second person. */
export function Component() {
  const t = useText(text);
  const [{ state }, set] = useUrlState<{ state: (typeof states)[number] }>(shape);
  return (
    <ManagersOnly>
      <Page title={t("proposals")} intro={t("proposalsIntro")}>
        <div className="cx-row ct-denied" role="group" aria-label={t("state")}>
          {states.map((s) => (
            <button key={s} type="button" className={s === state ? "cx-button ct-primary" : "cx-button"} aria-pressed={s === state} onClick={() => set({ state: s })}>
              {t(s)}
            </button>
          ))}
        </div>
        <List state={state === "all" ? "" : state} />
      </Page>
    </ManagersOnly>
  );
}

function List({ state }: { state: string }) {
  const t = useText(text);
  const list = useCursorList(["proposals", state], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/catalog/proposals", { params: { query: { state, cursor, limit: 30 } }, signal }));
    return { rows: page.proposals, next: page.next_cursor };
  });
  const waiting = state === "open";
  return (
    <CursorList list={list} empty={<EmptyState why={t(waiting ? "emptyOpen" : "emptyAll")} todo={t(waiting ? "emptyOpenTodo" : "emptyAllTodo")} />}>
      {(rows) => (
        <section className="cx-card">
          <table className="ct-table">
            <caption className="cx-hidden">{t("caption")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("code")}</th>
                <th scope="col">{t("state")}</th>
                <th scope="col">{t("diff")}</th>
                <th scope="col">{t("why")}</th>
                <th scope="col">{t("by")}</th>
                <th scope="col">{t("at")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((p) => (
                <ProposalRow key={p.id} proposal={p} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </CursorList>
  );
}

function ProposalRow({ proposal: p }: { proposal: Row }) {
  const t = useText(text);
  return (
    <tr>
      <th scope="row">
        <Link to={`/catalog/proposals/${encodeURIComponent(p.id)}`}>{p.code}</Link>
        <div className="cx-muted">{t("base", { n: p.base_version })}</div>
      </th>
      <td>
        <State state={p.state} />
      </td>
      <td className="ct-nowrap">{t("changes", { n: p.openings.length })}</td>
      <td>{p.why}</td>
      <td>{p.proposed_by_name === "" ? <code>{p.proposed_by}</code> : p.proposed_by_name}</td>
      <td>
        <Time at={p.proposed_at} />
      </td>
    </tr>
  );
}
