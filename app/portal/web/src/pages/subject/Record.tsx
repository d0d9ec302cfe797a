import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, fetchAnswer } from "../../api/client";
import { AsyncView } from "../../components/AsyncView";
import { RecordCard } from "../../components/credit/RecordCard";
import { Timeline } from "../../components/credit/Timeline";
import { headline, todayOf, type CreditRecord, type Group, type Profile } from "../../components/credit/records";
import { EmptyState } from "../../components/EmptyState";
import { EvidenceTag } from "../../components/EvidenceTag";
import { Page } from "../../components/Page";
import { formatNumber } from "../../lib/format";
import { useLang, usePick, useText } from "../../lib/text";
import { about } from "../public/rights/about";
import { Attention } from "./Attention";
import { Identity } from "./Identity";
import { text } from "./text";
import "./subject.css";

/** Record shows a credit subject its own record: who it is, what to attend to, all records, and what to do about each. */
export function Component() {
  const t = useText(text);
  const lang = useLang();
  // Each look is evidence: a page that is come back to does not look again by itself.
  const query = useQuery({ queryKey: ["own profile", lang], queryFn: ({ signal }) => fetchAnswer(api.GET("/v1/me/profile", { signal })), staleTime: 300_000 });
  return (
    <Page title={t("title")} intro={t("intro")} extra={query.data !== undefined && <EvidenceTag index={query.data.evidence ?? query.data.data.evidence} />}>
      <AsyncView query={query} lines={8}>
        {({ data }) => <Own profile={data} />}
      </AsyncView>
    </Page>
  );
}

function Own({ profile: p }: { profile: Profile }) {
  const t = useText(text);
  const today = todayOf(p);
  return (
    <>
      <Identity profile={p} />
      <Attention profile={p} />
      {p.groups.length === 0 ? (
        <EmptyState why={t("empty")} todo={p.note || t("emptyTodo")} />
      ) : (
        <section className="cx-card" aria-labelledby="timeline">
          <h2 id="timeline">{t("timeline")}</h2>
          <Timeline groups={p.groups} today={today} />
        </section>
      )}
      {p.groups.map((g) => (
        <GroupView key={g.class} group={g} />
      ))}
      {p.withheld.length > 0 && (
        <section className="cx-card" aria-labelledby="withheld">
          <h2 id="withheld">{t("withheld")}</h2>
          <ul>
            {p.withheld.map((w) => (
              <li key={`${w.resource} ${w.reason}`}>{t("withheldN", { name: w.resource_name, n: w.count, why: w.message })}</li>
            ))}
          </ul>
        </section>
      )}
      <p className="cx-note">{t("masked")}</p>
    </>
  );
}

function GroupView({ group: g }: { group: Group }) {
  const lang = useLang();
  const pick = usePick();
  return (
    <section className="cx-card" id={`class-${g.class}`} aria-labelledby={`class-${g.class}-name`}>
      <h2 id={`class-${g.class}-name`} className="cx-row">
        {pick({ zh: g.name_zh, en: g.name_en })}
        <span className="cx-muted cx-num">{formatNumber(g.records.length, lang)}</span>
      </h2>
      {g.records.map((r, i) => (
        <RecordCard key={`${r.resource} ${r.record_id} ${i}`} record={r} actions={<Ask record={r} />} />
      ))}
    </section>
  );
}

/** Ask leads to how to object or repair, with the record named. */
function Ask({ record: r }: { record: CreditRecord }) {
  const t = useText(text);
  const name = headline(r) || r.resource_name;
  return (
    <Link
      to="/rights"
      aria-label={t("askOf", { name })}
      onClick={() => {
        about.set({ resource_name: r.resource_name, document_no: r.document_no, agency_name: r.agency_name, occurred_on: r.occurred_on, severity: r.severity, headline: headline(r) });
      }}
    >
      {t("ask")}
    </Link>
  );
}
