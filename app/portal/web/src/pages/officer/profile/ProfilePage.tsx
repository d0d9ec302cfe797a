import { Navigate, useParams } from "react-router";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import { CaseForm } from "../cases/CaseForm";
import { currentOf, open } from "../cases/cases";
import { changeCases, useCases } from "../cases/store";
import { recognise } from "../search/recognise";
import { text } from "../text";
import { ProfileView } from "./ProfileView";

/** The profile of one subject. Without a case it asks for one first; it never asks with an ID number that stands in the address. */
export function Component() {
  const { id = "" } = useParams();
  const kase = currentOf(useCases());
  if (recognise(id).kind === "citizen") return <NumberInAddress />;
  return kase === null ? <Gate /> : <ProfileView key={`${id} ${kase.id}`} id={id} kase={kase} />;
}

/** Gate asks for the case a record is opened under. */
export function Gate() {
  const t = useText(text);
  return (
    <Page title={t("gateTitle")} intro={t("gateIntro")}>
      <section className="cx-card of-mend">
        <CaseForm submit={t("caseOpen")} onSubmit={(purpose, caseNo) => changeCases((before, now) => open(before, purpose, caseNo, now))} />
      </section>
    </Page>
  );
}

/** NumberInAddress takes an ID number out of the address and the history, and leads to where it belongs. */
export function NumberInAddress() {
  return <Navigate to="/officer" replace state={{ number: true }} />;
}
