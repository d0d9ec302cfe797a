import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { useText } from "../../../lib/text";
import { Pick } from "../SearchBar";
import { useReadable } from "../useHolders";
import { readVersion } from "../usePolicy";
import { Changes } from "./DraftBar";
import { differenceOf } from "./lines";
import type { PolicyVersion } from "./Policy";
import { text } from "./text";

interface Props {
  version: PolicyVersion;
  /** The version compared with; empty is the one before. */
  from: string;
  onFrom: (version: string) => void;
}

/** Difference shows which lines a version has that another has not, and the other way round. */
export function Difference({ version: v, from, onFrom }: Props) {
  const t = useText(text);
  const readable = useReadable();
  const before = (BigInt(v.version) - 1n).toString();
  const other = /^[1-9]\d{0,18}$/.test(from) ? from : before;
  const recent = useQuery({ queryKey: ["policy", "recent"], queryFn: ({ signal }) => fetchData(api.GET("/v1/policies", { params: { query: { limit: 200 } }, signal })) });
  const query = useQuery({ queryKey: ["policy", "version", other], enabled: other !== "0", staleTime: Infinity, queryFn: ({ signal }) => readVersion(other, signal) });
  const choices = (recent.data?.versions ?? []).filter((w) => w.version !== v.version).map((w): [string, string] => [w.version, `${t("withVersion", { version: w.version })} · ${readable(w.why)}`]);
  return (
    <>
      <div className="ad-search ad-search-one">
        <Pick label={t("with")} value={other === "0" ? "" : other} options={choices} onChange={onFrom} none={t("chooseVersion")} />
      </div>
      {other === "0" ? (
        <EmptyState why={t("first")} todo={t("firstTodo")} />
      ) : (
        <AsyncView query={query} lines={4}>
          {(w) => <Found from={w} to={v} />}
        </AsyncView>
      )}
    </>
  );
}

function Found({ from, to }: { from: PolicyVersion; to: PolicyVersion }) {
  const t = useText(text);
  const { added, removed } = differenceOf(from.lines, to.lines);
  if (added.length + removed.length === 0) return <EmptyState why={t("noChanges")} todo={t("noChangesTodo")} />;
  return (
    <section className="cx-card">
      <h2>{t("diffCount", { from: from.version, added: added.length, removed: removed.length })}</h2>
      <Changes sign="added" lines={added} />
      <Changes sign="removed" lines={removed} />
    </section>
  );
}
