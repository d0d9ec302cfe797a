import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { AsyncView } from "../../../components/AsyncView";
import { ConfirmAction } from "../../../components/ConfirmAction";
import { Page } from "../../../components/Page";
import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import { Differences } from "./Differences";
import { ManagersOnly } from "./ManagersOnly";
import { State } from "./State";
import { text } from "./text";
import "../catalog.css";

type Detail = Schema<"catalog.v1.Proposal">;

/** Shortest reason of a decision, in characters. */
const shortestWhy = 5;

/** Proposal shows what a change would open, and lets a second person decide. */
export function Component() {
  const t = useText(text);
  const { id = "" } = useParams();
  const query = useQuery({ queryKey: ["proposal", id], queryFn: ({ signal }) => fetchData(api.GET("/v1/catalog/proposals/{id}", { params: { path: { id } }, signal })) });
  const p = query.data;
  return (
    <ManagersOnly>
      <Page
        title={p === undefined ? t("proposal") : t("proposalOf", { code: p.code })}
        extra={
          <Link className="cx-button" to="/catalog/proposals">
            {t("back")}
          </Link>
        }
      >
        <AsyncView query={query} lines={8}>
          {(detail) => <DetailView proposal={detail} />}
        </AsyncView>
      </Page>
    </ManagersOnly>
  );
}

function DetailView({ proposal: p }: { proposal: Detail }) {
  const t = useText(text);
  return (
    <>
      <section className="cx-card">
        <dl className="ct-meta">
          <Fact name={t("state")}>
            <State state={p.state} />
          </Fact>
          <Fact name={t("code")}>
            <Link to={`/catalog/${encodeURIComponent(p.code)}`}>{t("resource")}</Link> · {t("base", { n: p.base_version })}
          </Fact>
          <Fact name={t("by")}>
            <Person name={p.proposed_by_name} id={p.proposed_by} />
          </Fact>
          <Fact name={t("at")}>
            <Time at={p.proposed_at} />
          </Fact>
          <Fact name={t("why")}>{p.why}</Fact>
        </dl>
      </section>
      <Differences openings={p.openings} />
      {p.state === "open" ? <Decide proposal={p} /> : <Decision proposal={p} />}
      <details className="cx-card">
        <summary>{t("yaml")}</summary>
        {/* Long YAML scrolls within itself, by keyboard too. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <pre className="ct-json" tabIndex={0} role="region" aria-label={t("yaml")}>
          {p.yaml}
        </pre>
      </details>
    </>
  );
}

function Decide({ proposal: p }: { proposal: Detail }) {
  const t = useText(text);
  const me = useMe();
  const client = useQueryClient();
  if (me?.id === p.proposed_by) return <p className="cx-note ct-denied">{t("own")}</p>;
  // Whatever was decided shows at once, here and in the lists.
  const decided = () => {
    for (const key of ["proposal", "proposals", "resource", "catalog"]) void client.invalidateQueries({ queryKey: [key] });
  };
  const call = (why: string) => ({ params: { path: { id: p.id } }, body: { id: p.id, why } });
  return (
    <div className="cx-row ct-denied">
      <ConfirmAction
        title={t("approveTitle")}
        description={<p>{t("approveText")}</p>}
        ok={t("approve")}
        why={shortestWhy}
        onConfirm={(why) => fetchData(api.POST("/v1/catalog/proposals/{id}:approve", call(why)))}
        onDone={decided}
      >
        {(open) => (
          <button type="button" className="cx-button ct-primary" onClick={open}>
            {t("approve")}
          </button>
        )}
      </ConfirmAction>
      <ConfirmAction
        title={t("rejectTitle")}
        description={<p>{t("rejectText")}</p>}
        ok={t("reject")}
        danger
        why={shortestWhy}
        onConfirm={(why) => fetchData(api.POST("/v1/catalog/proposals/{id}:reject", call(why)))}
        onDone={decided}
      >
        {(open) => (
          <button type="button" className="cx-button" onClick={open}>
            {t("reject")}
          </button>
        )}
      </ConfirmAction>
    </div>
  );
}

function Decision({ proposal: p }: { proposal: Detail }) {
  const t = useText(text);
  return (
    <section className="cx-card" aria-labelledby="decision">
      <h2 id="decision">{t("decided")}</h2>
      <dl className="ct-meta">
        <Fact name={t("state")}>
          <State state={p.state} /> {p.version > 0 && t("newVersion", { n: p.version })}
        </Fact>
        <Fact name={t("decidedBy")}>
          <Person name={p.decided_by_name} id={p.decided_by} />
        </Fact>
        <Fact name={t("decidedAt")}>
          <Time at={p.decided_at} />
        </Fact>
        <Fact name={t("decisionWhy")}>{p.decision_why}</Fact>
      </dl>
    </section>
  );
}

/** Person is who did something: by name where that was kept, and by the id that evidence has. */
function Person({ name, id }: { name: string; id: string }) {
  return (
    <>
      {name} <code>{id}</code>
    </>
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
