import { useEffect, useState } from "react";
import { EmptyState } from "../../../components/EmptyState";
import { usePick, useText } from "../../../lib/text";
import type { Diff } from "./diff";
import { RecordRow } from "./RecordRow";
import { domId, recordsOf, type Group, type Profile } from "./records";
import { text } from "./text";

interface Props {
  profile: Profile;
  /** Only this class; empty: all. */
  chosen: string;
  /** Against the present, when a past state is shown. */
  diff: Diff | null;
  opened: ReadonlySet<string>;
  onToggle: (key: string) => void;
  /** The record to go to, by key. */
  target: string;
  onReached: () => void;
  /** The day that is looked at. */
  day: string;
  /** Whether time narrows what is listed. */
  filtered: boolean;
}

/** How many records of a class are listed before the rest is asked for. */
const first = 20;

/** Records lists everything that was answered, by class and newest first. */
export function Records({ profile, chosen, diff, opened, onToggle, target, onReached, day, filtered }: Props) {
  const t = useText(text);
  const groups = profile.groups.filter((g) => chosen === "" || g.class === chosen);
  useEffect(() => {
    // It may not be there yet: the class it is of is shown again first.
    const row = target === "" ? null : document.getElementById(domId(target));
    if (row === null) return;
    row.scrollIntoView({ block: "center" });
    row.querySelector("button")?.focus({ preventScroll: true });
    onReached();
  }, [target, chosen, onReached]);
  return (
    <section aria-labelledby="of-records">
      <h2 id="of-records" className="of-section">
        {t("records")}
      </h2>
      {groups.length === 0 ? (
        <Nothing profile={profile} narrowed={chosen !== ""} filtered={filtered} past={diff !== null} />
      ) : (
        groups.map((g) => <GroupTable key={g.class} group={g} diff={diff} opened={opened} onToggle={onToggle} day={day} whole={target !== ""} />)
      )}
    </section>
  );
}

interface TableProps extends Pick<Props, "diff" | "opened" | "onToggle" | "day"> {
  group: Group;
  /** A record of it is gone to, wherever it stands. */
  whole: boolean;
}

function GroupTable({ group, diff, opened, onToggle, day, whole }: TableProps) {
  const t = useText(text);
  const pick = usePick();
  const [all, setAll] = useState(false);
  if (whole && !all) setAll(true);
  const records = recordsOf(group);
  const name = pick({ zh: group.name_zh, en: group.name_en });
  const shown = all ? records : records.slice(0, first);
  return (
    <div className="of-group">
      <h3>
        {name} <span className="cx-muted">{t("countOf", { n: records.length })}</span>
      </h3>
      <table className="cx-table of-records">
        <caption className="cx-hidden">{t("recordsOf", { name })}</caption>
        <thead>
          <tr>
            {(["date", "what", "document", "agency", "validity", "state"] as const).map((h) => (
              <th key={h} scope="col">
                {t(h)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <RecordRow key={one.key} one={one} change={diff?.changes.get(one.key) ?? null} day={day} open={opened.has(one.key)} onToggle={() => onToggle(one.key)} />
          ))}
        </tbody>
      </table>
      {shown.length < records.length && (
        <p className="cx-more">
          <button type="button" className="cx-button" onClick={() => setAll(true)}>
            {t("showAll", { n: records.length })}
          </button>
        </p>
      )}
    </div>
  );
}

/** Nothing says why there is nothing: withheld, not known then, filtered out, or never received. */
function Nothing({ profile, narrowed, filtered, past }: { profile: Profile; narrowed: boolean; filtered: boolean; past: boolean }) {
  const t = useText(text);
  const held = profile.withheld.reduce((sum, w) => sum + Number(w.count), 0);
  if (narrowed) return <EmptyState why={t("emptyFilter")} todo={t("emptyFilterTodo")} />;
  if (held > 0) return <EmptyState why={t("emptyHeld", { n: held })} todo={t("emptyHeldTodo")} />;
  if (past) return <EmptyState why={t("emptyPast")} todo={t("emptyFilterTodo")} />;
  if (filtered) return <EmptyState why={t("emptyFilter")} todo={t("emptyFilterTodo")} />;
  return <EmptyState why={t(profile.subject.registered ? "emptyNoneRegistered" : "emptyNone")} todo={t("emptyNoneTodo")} />;
}
