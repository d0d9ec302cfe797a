import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { FaultView } from "../../../components/FaultView";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import "../agency.css";
import { ResourceSelect } from "../shared/ResourceSelect";
import { useResource, useResources } from "../shared/useResources";
import { newestFirst } from "./corrections";
import { text } from "./text";
import { mostAtOnce, useRecords, type Records } from "./useRecords";
import { Workbench } from "./Workbench";

/** Correct takes quarantined records of one resource, named in the address, into a grid. */
export function Component() {
  const t = useText(text);
  const [params, setParams] = useSearchParams();
  const asked = params.get("ids") ?? "";
  // A refused correction goes on under a new id, which a reload must find in the address; the grid itself stays as it is.
  const [session, setSession] = useState({ ids: asked, moved: asked });
  if (asked !== session.ids && asked !== session.moved) setSession({ ids: asked, moved: asked });
  return (
    <Page title={t("correctTitle")} intro={t("correctIntro")} extra={<Link to="/agency/quarantine">← {t("back")}</Link>}>
      <Load
        key={session.ids}
        asked={session.ids}
        as={params.get("as") ?? ""}
        onAs={(code) => setParams({ ids: session.ids, as: code }, { replace: true })}
        onMoved={(ids) => {
          const moved = ids.join(",");
          setSession((s) => ({ ...s, moved }));
          setParams((p) => ({ ...Object.fromEntries(p), ids: moved }), { replace: true, preventScrollReset: true });
        }}
      />
    </Page>
  );
}

interface LoadProps {
  asked: string;
  as: string;
  onAs: (code: string) => void;
  onMoved: (ids: string[]) => void;
}

function Load({ asked, as, onAs, onMoved }: LoadProps) {
  const t = useText(text);
  const [ids] = useState(() => [...new Set(asked.split(",").filter((id) => id !== ""))].slice(0, mostAtOnce));
  const query = useRecords(ids);
  if (ids.length === 0) {
    const action = (
      <Link className="cx-button" to="/agency/quarantine">
        {t("back")}
      </Link>
    );
    return <EmptyState why={t("noIds")} todo={t("noIdsTodo")} action={action} />;
  }
  return (
    <AsyncView query={query} lines={8}>
      {(records) => <Records records={records} as={as} onAs={onAs} onMoved={onMoved} />}
    </AsyncView>
  );
}

function Records({ records, as, onAs, onMoved }: Omit<LoadProps, "asked"> & { records: Records }) {
  const t = useText(text);
  const newest = newestFirst(records.found);
  const code = newest[0]?.resource ?? "";
  const same = newest.filter((q) => q.resource === code);
  const known = useResources().data?.some((r) => r.code === code) ?? true;
  const wanted = as === "" ? (known ? code : "") : as;
  const resource = useResource(wanted);
  return (
    <>
      {records.lost.length > 0 && (
        <>
          <p>{t("lost", { n: records.lost.length })}</p>
          <FaultView error={records.lost[0]?.error} />
        </>
      )}
      {newest.length < records.found.length && <p className="cx-note ag-block">{t("droppedParent", { n: records.found.length - newest.length })}</p>}
      {same.length < newest.length && <p className="cx-note ag-block">{t("dropped", { n: newest.length - same.length })}</p>}
      {(!known || as !== "") && same.length > 0 && (
        <div className="cx-card ag-field">
          <label htmlFor="correct-as">{t("as")}</label>
          <ResourceSelect id="correct-as" value={as} onChange={onAs} />
          <p className="cx-muted">{t("asHint")}</p>
        </div>
      )}
      {same.length > 0 && wanted !== "" && (
        <AsyncView query={resource} lines={8}>
          {(r) => <Workbench key={r.code} records={same} resource={r} as={as} onMoved={onMoved} />}
        </AsyncView>
      )}
    </>
  );
}
