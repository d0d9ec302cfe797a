import { Link, useParams } from "react-router";
import { Skeleton } from "../../../components/AsyncView";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import { flag, useUrlState } from "../../../lib/urlState";
import { currentOf, type Case } from "../cases/cases";
import { useCases } from "../cases/store";
import { Gate, NumberInAddress } from "../profile/ProfilePage";
import { useProfile } from "../profile/useProfile";
import { viewShape } from "../profile/view";
import { Refused } from "../Refused";
import { recognise } from "../search/recognise";
import { Paper } from "./Paper";
import { text } from "./text";
import { useCheckpoint } from "./useCheckpoint";

const shape = { ...viewShape, full: flag() };

/** The print view of an answer. It shows the answer that was on the screen, with its evidence; it asks only when there is none. */
export function Component() {
  const { id = "" } = useParams();
  const kase = currentOf(useCases());
  if (recognise(id).kind === "citizen") return <NumberInAddress />;
  return kase === null ? <Gate /> : <Print key={`${id} ${kase.id}`} id={id} kase={kase} />;
}

function Print({ id, kase }: { id: string; kase: Case }) {
  const t = useText(text);
  const [view, setView] = useUrlState(shape);
  const answer = useProfile(id, kase, { asOf: view.as_of, validOn: view.valid_on, versions: view.versions });
  const checkpoint = useCheckpoint(answer.data?.index ?? "");
  const back = new URLSearchParams();
  if (view.as_of !== "") back.set("as_of", view.as_of);
  if (view.valid_on !== "") back.set("valid_on", view.valid_on);
  if (view.versions) back.set("versions", "1");
  return (
    <Page
      title={t("title")}
      intro={t("intro")}
      extra={
        <>
          <label className="of-check">
            <input type="checkbox" checked={view.full} onChange={(e) => setView({ full: e.target.checked })} />
            {t("full")}
          </label>
          <Link className="cx-button" to={{ pathname: `/officer/subjects/${encodeURIComponent(id)}`, search: back.toString() }}>
            {t("back")}
          </Link>
          <button type="button" className="of-primary" disabled={answer.data === undefined} onClick={() => globalThis.print()}>
            {t("print")}
          </button>
        </>
      }
    >
      {answer.data !== undefined ? (
        <Paper profile={answer.data} kase={kase} past={view.as_of !== ""} validOn={view.valid_on} full={view.full} checkpoint={checkpoint} />
      ) : answer.error !== null ? (
        <Refused error={answer.error} kase={kase} retry={() => void answer.refetch()} person={recognise(id).kind === "token"} />
      ) : (
        <Skeleton lines={10} paused={answer.fetchStatus === "paused"} />
      )}
    </Page>
  );
}
