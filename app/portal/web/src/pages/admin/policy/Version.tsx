import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { Link, useParams } from "react-router";
import { localFault } from "../../../api/fault";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { FaultView } from "../../../components/FaultView";
import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { oneOf, text as word, useUrlState } from "../../../lib/urlState";
import { OfficePage } from "../OfficePage";
import { useHolders, useReadable } from "../useHolders";
import { readVersion } from "../usePolicy";
import { Difference } from "./Difference";
import { LineFilterBar } from "./LineFilterBar";
import { LineList } from "./LineList";
import type { PolicyVersion } from "./Policy";
import { text } from "./text";
import { useLineFilter } from "./useLineFilter";

const shape = { view: oneOf(["", "changes", "lines"], ""), with: word(), q: word() };

/** Version shows one version of the policy: what it changed, and all its lines. */
export function Component() {
  const t = useText(text);
  const { version = "" } = useParams();
  if (!/^[1-9]\d{0,18}$/.test(version)) return <FaultView error={localFault("PAGE_NOT_FOUND", 404)} page />;
  return (
    <OfficePage title={t("versionTitle", { version })} intro={t("versionIntro")} action="policy.read" office="security_admin">
      <Loaded key={version} version={version} />
    </OfficePage>
  );
}

function Loaded({ version }: { version: string }) {
  const query = useQuery({ queryKey: ["policy", "version", version], staleTime: Infinity, queryFn: ({ signal }) => readVersion(version, signal) });
  return (
    <AsyncView query={query} lines={10}>
      {(v) => <Shown version={v} />}
    </AsyncView>
  );
}

function Shown({ version: v }: { version: PolicyVersion }) {
  const t = useText(text);
  const readable = useReadable();
  const holder = useHolders();
  const [state, set] = useUrlState<{ view: "" | "changes" | "lines"; with: string; q: string }>(shape);
  // Who comes here with words looks for lines.
  const view = state.view === "" ? (state.q === "" ? "changes" : "lines") : state.view;
  return (
    <>
      <div className="ad-head">
        <p>
          <Time at={v.at} /> · {t("by", { by: v.by === "system" ? t("system") : holder(v.by) })} · {t("because", { why: readable(v.why) })}
        </p>
        <span className="cx-row">
          <Link className="cx-button" to="/admin/policy/versions">{t("history")}</Link>
          <Link className="cx-button" to="/admin/policy">{t("toCurrent")}</Link>
        </span>
      </div>
      <Segmented
        className="ad-view"
        aria-label={t("view")}
        value={view}
        options={[{ value: "changes" as const, label: t("changes") }, { value: "lines" as const, label: t("allLines") }]}
        onChange={(next) => { set({ view: next }); }}
      />
      {view === "changes" ? <Difference version={v} from={state.with} onFrom={(from) => { set({ with: from }); }} /> : <AllLines version={v} />}
    </>
  );
}

function AllLines({ version }: { version: PolicyVersion }) {
  const t = useText(text);
  const { filter, change, found } = useLineFilter(version.lines);
  return (
    <>
      <LineFilterBar lines={version.lines} filter={filter} change={change} />
      {found.length === 0 ? <EmptyState why={t("empty")} todo={t("emptyTodo")} /> : <LineList lines={found} />}
    </>
  );
}
