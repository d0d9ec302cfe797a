import { useEffect } from "react";
import { Link } from "react-router";
import { AsyncView, Skeleton } from "../../../components/AsyncView";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import { useUrlState } from "../../../lib/urlState";
import { looked, maskedName, type Case } from "../cases/cases";
import { changeCases } from "../cases/store";
import { Refused } from "../Refused";
import { recognise } from "../search/recognise";
import { text as deskText } from "../text";
import { Answer } from "./Answer";
import type { Profile } from "./records";
import { text } from "./text";
import { useProfile } from "./useProfile";
import { viewShape } from "./view";

/** ProfileView asks for the present state of a subject, and for a past one beside it when one is chosen. */
export function ProfileView({ id, kase }: { id: string; kase: Case }) {
  const t = useText(text);
  const desk = useText(deskText);
  const [view, setView] = useUrlState(viewShape);
  const asked = { validOn: view.valid_on, versions: view.versions };
  const present = useProfile(id, kase, { asOf: "", ...asked });
  const past = useProfile(id, kase, { asOf: view.as_of, ...asked }, view.as_of !== "" && present.data !== undefined);
  useRemember(present.data, kase.id);
  const person = recognise(id).kind === "token";
  if (present.data === undefined) {
    return (
      <Page title={t("title")} extra={<Back label={desk("backToSearch")} />}>
        {present.error === null ? (
          <div className="of-waiting">
            <p className="cx-muted">{t("loading")}</p>
            <Skeleton lines={8} paused={present.fetchStatus === "paused"} />
          </div>
        ) : (
          <Refused error={present.error} kase={kase} retry={() => void present.refetch()} person={person} />
        )}
      </Page>
    );
  }
  if (view.as_of !== "" && past.data === undefined && past.error !== null) {
    return (
      <Page title={t("title")} extra={<Back label={desk("backToSearch")} />}>
        <Refused error={past.error} kase={kase} retry={() => void past.refetch()} person={person} />
        <button type="button" className="cx-button" onClick={() => setView({ as_of: "" })}>
          {t("pastBack")}
        </button>
      </Page>
    );
  }
  // While the first past state is on its way, the present one stays, so that nothing jumps.
  const asks = view.as_of !== "" && past.data === undefined;
  const busy = asks || present.isPlaceholderData || past.isPlaceholderData || present.isRefetching;
  const now = present.data;
  // One way for all states: under another root the page would be built anew, without its focus and what was opened.
  return (
    <AsyncView query={view.as_of === "" || asks ? present : past}>
      {(shown) => <Answer id={id} kase={kase} shown={shown} present={now} view={view} onView={setView} busy={busy} onAgain={() => void present.refetch()} />}
    </AsyncView>
  );
}

function Back({ label }: { label: string }) {
  return (
    <Link className="cx-button" to="/officer">
      {label}
    </Link>
  );
}

/** useRemember notes an answer under its case, once for each evidence. */
function useRemember(profile: Profile | undefined, caseId: string): void {
  const index = profile?.index ?? "";
  const { id = "", name = "", kind = "" } = profile?.subject ?? {};
  const at = profile?.answered_at ?? "";
  useEffect(() => {
    if (id !== "") changeCases((before) => looked(before, caseId, { id, name: kind === "person" ? maskedName(name) : name, kind, at, evidence: index }));
  }, [id, name, kind, at, index, caseId]);
}
