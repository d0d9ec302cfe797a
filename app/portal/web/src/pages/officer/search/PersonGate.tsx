import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { Skeleton } from "../../../components/AsyncView";
import { currentLang, useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import { CaseForm } from "../cases/CaseForm";
import { currentOf, looked, maskedName, open, type Case } from "../cases/cases";
import { casesNow, changeCases } from "../cases/store";
import { askByDocument, profileKey } from "../profile/useProfile";
import { Refused } from "../Refused";
import { text } from "../text";

/** PersonGate asks for the person behind an ID number: under the current case if its purpose allows persons, else it asks for one that does. */
export function PersonGate({ number, kase }: { number: string; kase: Case | null }) {
  const t = useText(text);
  const purposes = useMe()?.purposes ?? [];
  const fits = kase !== null && purposes.some((p) => p.code === kase.purpose && p.persons);
  const [under, setUnder] = useState<Case | null>(fits ? kase : null);
  const choose = (purpose: string, caseNo: string) => {
    changeCases((before, now) => open(before, purpose, caseNo, now));
    setUnder(currentOf(casesNow()));
  };
  if (under !== null) return <Asking key={under.id} number={number} kase={under} onMend={choose} />;
  return (
    <section className="cx-card of-mend">
      <h2>{t("personTitle")}</h2>
      <p className="cx-muted">{t("personIntro")}</p>
      <CaseForm personsOnly focus submit={t("personAsk")} onSubmit={choose} />
    </section>
  );
}

/** Asking asks once, and leads to the answer by the person's token. */
function Asking({ number, kase, onMend }: { number: string; kase: Case; onMend: (purpose: string, caseNo: string) => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let left = false;
    askByDocument(number, kase).then(
      (profile) => {
        if (left) return;
        const { subject } = profile;
        client.setQueryData(profileKey(subject.id, kase, { asOf: "", validOn: "", versions: false }, currentLang()), profile);
        changeCases((before, now) => looked(before, kase.id, { id: subject.id, name: maskedName(subject.name), kind: subject.kind, at: now, evidence: profile.index }));
        void navigate(`/officer/subjects/${subject.id}`);
      },
      (e: unknown) => {
        if (!left) setError(e);
      },
    );
    return () => {
      left = true;
    };
  }, [attempt, client, kase, navigate, number]);
  if (error === null) return <Skeleton lines={3} />;
  const retry = () => {
    setError(null);
    setAttempt(attempt + 1);
  };
  return <Refused error={error} kase={kase} retry={retry} person onMend={onMend} />;
}
