import { useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { Time } from "../../../components/Time";
import type { Schema } from "../../../api/types";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { useMay } from "../../../lib/useMe";
import { Done, useDone } from "../Done";
import { OfficePage } from "../OfficePage";
import { useHolders, useReadable } from "../useHolders";
import { usePolicy } from "../usePolicy";
import { DraftBar } from "./DraftBar";
import { emptyDraft, isEmpty, toggled } from "./draft";
import { LineFilterBar } from "./LineFilterBar";
import { LineList } from "./LineList";
import { NewLine } from "./NewLine";
import { text } from "./text";
import { useDraft } from "./useDraft";
import { useLineFilter } from "./useLineFilter";

export type PolicyVersion = Schema<"access.v1.PolicyVersion">;

/** Policy is the policy in force, as sentences; the security administrator collects changes and sends them together. */
export function Component() {
  const t = useText(text);
  return (
    <OfficePage title={t("title")} intro={t("intro")} action="policy.read" edit="policy.edit" office="security_admin">
      <Current />
    </OfficePage>
  );
}

function Current() {
  const policy = usePolicy();
  return (
    <AsyncView query={policy} lines={10}>
      {(version) => <Lines version={version} />}
    </AsyncView>
  );
}

function Lines({ version }: { version: PolicyVersion }) {
  const t = useText(text);
  const edits = useMay({ actions: ["policy.edit"] });
  const queries = useQueryClient();
  const [act, say] = useDone();
  const [draft, set] = useDraft(version.version);
  const { filter, change, found } = useLineFilter(version.lines);
  return (
    <>
      <Done act={act} />
      <Head version={version}>{edits && <NewLine onAdd={(line) => { set({ ...draft, add: [...draft.add, line] }); }} />}</Head>
      <LineFilterBar lines={version.lines} filter={filter} change={change} />
      {found.length === 0 ? (
        <EmptyState why={t("empty")} todo={t("emptyTodo")} />
      ) : edits ? (
        <LineList lines={found} removing={draft.remove} onToggle={(id) => { set(toggled(draft, id)); }} />
      ) : (
        <LineList lines={found} />
      )}
      {edits && !isEmpty(draft) && (
        <DraftBar
          draft={draft}
          current={version}
          onChange={set}
          onDone={(done) => {
            set(emptyDraft(version.version));
            say(done);
            void queries.invalidateQueries({ queryKey: ["policy"] });
            void queries.invalidateQueries({ queryKey: ["people"] });
          }}
        />
      )}
    </>
  );
}

function Head({ version: v, children }: { version: PolicyVersion; children: React.ReactNode }) {
  const t = useText(text);
  const readable = useReadable();
  const lang = useLang();
  const holder = useHolders();
  return (
    <div className="ad-head">
      <p>
        <strong>{t("current", { version: v.version, n: formatNumber(v.line_count, lang) })}</strong> <Time at={v.at} />{" "}
        <span className="cx-muted">
          {t("by", { by: v.by === "system" ? t("system") : holder(v.by) })} · {t("because", { why: readable(v.why) })}
        </span>
      </p>
      <span className="cx-row">
        <Link className="cx-button" to="/admin/policy/versions">
          {t("history")}
        </Link>
        {children}
      </span>
    </div>
  );
}
