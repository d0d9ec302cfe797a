import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { api, fetchData } from "../../../api/client";
import { toFault } from "../../../api/fault";
import { AsyncView } from "../../../components/AsyncView";
import { RecordCard } from "../../../components/credit/RecordCard";
import { Timeline } from "../../../components/credit/Timeline";
import { todayOf, type Group, type Profile } from "../../../components/credit/records";
import { EmptyState } from "../../../components/EmptyState";
import { FaultView } from "../../../components/FaultView";
import { Page } from "../../../components/Page";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useLang, usePick, useText } from "../../../lib/text";
import { Identity } from "./Identity";
import { text } from "./text";
import { usePrintOpen } from "./usePrintOpen";
import { Unknown } from "./Unknown";
import "../public.css";

/** Organisation is the public page of one: who it is, its timeline, and what is published about it. */
export function Component() {
  const t = useText(text);
  const lang = useLang();
  const { code = "" } = useParams();
  const query = useQuery({
    queryKey: ["public page", code, lang],
    queryFn: ({ signal }) => fetchData(api.GET("/v1/public/subjects/{id}", { params: { path: { id: code } }, signal })),
  });
  usePrintOpen();
  if (query.error !== null && query.data === undefined) {
    const refused = toFault(query.error).code === 404;
    return (
      <Page title={t(refused ? "none" : "loading")}>
        <FaultView error={query.error} {...(refused ? {} : { retry: () => void query.refetch() })} />
        {refused && <Unknown code={code} />}
      </Page>
    );
  }
  const data = query.data;
  return (
    <Page
      title={data?.subject?.name ?? t("loading")}
      extra={
        <span className="cx-row pb-no-print">
          <Link className="cx-button" to="/search">
            {t("back")}
          </Link>
          <button
            type="button"
            className="cx-button"
            onClick={() => {
              print();
            }}
          >
            {t("print")}
          </button>
        </span>
      }
    >
      <AsyncView query={query} lines={8}>
        {(p) => <Published profile={p} code={code} />}
      </AsyncView>
    </Page>
  );
}

function Published({ profile: p, code }: { profile: Profile; code: string }) {
  const t = useText(text);
  const today = todayOf(p);
  const onlyRegistered = p.groups.every((g) => g.class === "registration");
  return (
    <>
      <Identity profile={p} code={code} />
      <section className="cx-card" aria-labelledby="timeline">
        <h2 id="timeline">{t("timeline")}</h2>
        <Timeline groups={p.groups} today={today} />
      </section>
      <section aria-labelledby="records">
        <h2 id="records" className="cx-hidden">
          {t("records")}
        </h2>
        {p.groups.map((g) => (
          <GroupView key={g.class} group={g} />
        ))}
        {onlyRegistered && <EmptyState why={t("nothingElse")} todo={t("nothingWhy")} />}
      </section>
      <p className="cx-note">
        {t("note")}
        <Time at={p.answered_at} />
        <span className="pb-no-print">
          {" · "}
          {t("wrong")} <Link to="/rights">{t("rights")}</Link>
        </span>
      </p>
      <p className="pb-print-only">{t("printed", { code })}</p>
    </>
  );
}

function GroupView({ group: g }: { group: Group }) {
  const lang = useLang();
  const pick = usePick();
  return (
    <section className="cx-card" id={`class-${g.class}`} aria-labelledby={`class-${g.class}-name`}>
      <h2 id={`class-${g.class}-name`} className="pb-group-head">
        {pick({ zh: g.name_zh, en: g.name_en })}
        <span className="cx-muted cx-num">{formatNumber(g.records.length, lang)}</span>
      </h2>
      {g.records.map((r, i) => (
        <RecordCard key={`${r.resource} ${r.record_id} ${i}`} record={r} />
      ))}
    </section>
  );
}
