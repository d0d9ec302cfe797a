import { useEffect, useMemo } from "react";
import { FaultView } from "../../../components/FaultView";
import { Page } from "../../../components/Page";
import { useStore } from "../../../lib/store";
import { useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import "../agency.css";
import { useResource } from "../shared/useResources";
import { useWorkdays } from "../shared/useWorkdays";
import { text as areaText } from "../text";
import { Checked } from "./Checked";
import { Choose } from "./Choose";
import { check, openDesk, pushState, send } from "./desk";
import { Done } from "./Done";
import { Preview } from "./Preview";
import { kindOf } from "./reading/table";
import { useTable } from "./reading/useTable";
import { Resume } from "./Resume";
import { Steps } from "./Steps";
import { text } from "./text";
import { Upload } from "./Upload";

/** So many rows are shown in any case; rows with findings are shown wherever they are. */
const first = 200;
const none: number[] = [];

/** Push brings a file in: choose, try, push for real, receipt. */
export function Component() {
  const t = useText(text);
  const who = useMe()?.id ?? "";
  const state = useStore(pushState);
  useEffect(() => {
    openDesk(who);
  }, [who]);
  const { stage, choice, file, job } = state;
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Steps stage={stage} />
      {stage.at === "done" ? (
        <Done receipt={stage.receipt} sha256={stage.sha256} />
      ) : stage.at === "cut" && job !== null ? (
        <Resume job={job} file={file} error={stage.error} />
      ) : (
        <Work key={choice.resource} who={who} />
      )}
    </Page>
  );
}

function Work({ who }: { who: string }) {
  const area = useText(areaText);
  const state = useStore(pushState);
  const { stage, choice, file } = state;
  const resource = useResource(choice.resource).data;
  const { clock, failed } = useWorkdays();
  const receipt = stage.at === "checked" ? stage.receipt : null;
  const lines = useMemo(() => (receipt === null ? none : [...new Set(receipt.outcomes.map((o) => Number(o.line)))]), [receipt]);
  const { charset, sheet } = choice;
  const source = useMemo(() => {
    const kind = file === null ? null : kindOf(file.name);
    return file === null || kind === null ? null : { file, kind, charset, sheet };
  }, [file, charset, sheet]);
  const reading = useTable(source, first, lines);
  const busy = stage.at === "checking" || stage.at === "sending";
  return (
    <>
      <Choose state={state} resource={resource} table={reading.table} disabled={busy} onCheck={stage.at === "choose" ? () => void check() : null} />
      {stage.at === "choose" && stage.error !== null && <FaultView error={stage.error} />}
      {busy && <Upload at={stage.at === "sending" ? "sending" : "checking"} progress={stage.progress} />}
      {receipt !== null && <Checked receipt={receipt} onSend={() => void send(who)} onAgain={() => void check()} />}
      {failed && <p className="cx-note">{area("noCalendar")}</p>}
      {file !== null && <Preview reading={reading} resource={resource} receipt={receipt} clock={clock} first={first} />}
    </>
  );
}
