import { useCallback, useMemo, useState } from "react";
import { Link } from "react-router";
import { Page } from "../../../components/Page";
import { StatusTag } from "../../../components/StatusTag";
import { chinaDay, chinaTime } from "../../../lib/chinaTime";
import { useText } from "../../../lib/text";
import type { Case } from "../cases/cases";
import { text as deskText } from "../text";
import { subjectTone } from "../tone";
import { AnswerLine } from "./AnswerLine";
import { AsOfPanel } from "./AsOfPanel";
import { Counts } from "./Counts";
import { diffOf } from "./diff";
import { Identity } from "./Identity";
import { kindKey } from "./kind";
import { PastNote } from "./PastNote";
import { Records } from "./Records";
import { TimelineCard } from "./TimelineCard";
import { Warnings } from "./Warnings";
import { WithheldTable } from "./WithheldTable";
import { allRecords, type Profile } from "./records";
import { text } from "./text";
import type { ChangeView, ViewState } from "./view";

interface Props {
  id: string;
  kase: Case;
  /** What is shown: the present answer, or a past one. */
  shown: Profile;
  present: Profile;
  view: ViewState;
  onView: ChangeView;
  /** Another answer is on its way. */
  busy: boolean;
  onAgain: () => void;
}

/** Answer shows one answer about a subject: who it is and what warns first, then the picture and the records. */
export function Answer({ id, kase, shown, present, view, onView, busy, onAgain }: Props) {
  const t = useText(text);
  const desk = useText(deskText);
  const { subject } = shown;
  const isPast = view.as_of !== "" && shown !== present;
  const diff = useMemo(() => (isPast ? diffOf(shown, present) : null), [isPast, shown, present]);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [target, setTarget] = useState("");
  const toggle = (key: string) => {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setOpened(next);
  };
  const jump = (key: string) => {
    const one = shown.groups.find((g) => allRecords({ groups: [g] }).some((o) => o.key === key));
    if (view.class !== "" && one?.class !== view.class) onView({ class: "" });
    setOpened(new Set([...opened, key]));
    setTarget(key);
  };
  const reached = useCallback(() => setTarget(""), []);
  // What is in force is judged by the day that is shown.
  const today = view.valid_on || chinaDay(shown.as_of);
  return (
    <Page
      // The title of the window goes into the browser's history: no person's name there.
      title={subject.kind === "person" ? t("personTitle") : subject.name || present.subject.name || subject.id}
      intro={
        <span className="cx-row">
          <StatusTag tone="info">{desk(kindKey(subject.kind))}</StatusTag>
          {subject.status !== "" && <StatusTag tone={subjectTone(subject.status)}>{subject.status}</StatusTag>}
          {isPast && <StatusTag tone="warn">{t("pastTag", { time: `${chinaTime(shown.as_of)}${desk("china")}` })}</StatusTag>}
          {!subject.registered && subject.kind !== "person" && <StatusTag tone="warn">{t("unregistered")}</StatusTag>}
        </span>
      }
      extra={<Acts id={id} view={view} busy={busy} onAgain={onAgain} />}
    >
      <div className={`of-answer${busy ? " of-busy" : ""}${isPast ? " of-answer-past" : ""}`} aria-busy={busy}>
        <AnswerLine profile={shown} kase={kase} present={isPast ? present : null} />
        <div className="of-head">
          <Identity subject={subject} past={isPast} />
          <Warnings profile={shown} past={isPast} onJump={jump} />
        </div>
        <AsOfPanel present={present} view={view} onView={onView} />
        {diff !== null && <PastNote shown={shown} diff={diff} />}
        <Counts profile={shown} chosen={view.class} onChoose={(code) => onView({ class: code })} />
        <TimelineCard profile={shown} today={today} past={isPast} onPick={jump} />
        <Records profile={shown} chosen={view.class} diff={diff} opened={opened} onToggle={toggle} target={target} onReached={reached} day={today} filtered={view.valid_on !== "" || view.as_of !== ""} />
        <WithheldTable withheld={shown.withheld} />
        {shown.note !== "" && <p className="cx-note of-note">{shown.note}</p>}
      </div>
    </Page>
  );
}

function Acts({ id, view, busy, onAgain }: Pick<Props, "id" | "view" | "busy" | "onAgain">) {
  const t = useText(text);
  const desk = useText(deskText);
  return (
    <>
      <Link className="cx-button" to="/officer">
        {desk("backToSearch")}
      </Link>
      <button type="button" className="cx-button" title={t("againHint")} aria-disabled={busy} onClick={() => !busy && onAgain()}>
        {t("again")}
      </button>
      <Link className="of-primary" to={{ pathname: `/officer/subjects/${encodeURIComponent(id)}/print`, search: printSearch(view) }}>
        {t("print")}
      </Link>
    </>
  );
}

/** The print shows the same state as the screen. */
function printSearch(view: ViewState): string {
  const params = new URLSearchParams();
  if (view.as_of !== "") params.set("as_of", view.as_of);
  if (view.valid_on !== "") params.set("valid_on", view.valid_on);
  if (view.versions) params.set("versions", "1");
  return params.toString();
}
