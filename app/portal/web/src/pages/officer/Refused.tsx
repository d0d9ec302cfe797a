import { useEffect, useRef } from "react";
import { toFault } from "../../api/fault";
import { FaultView } from "../../components/FaultView";
import { useText } from "../../lib/text";
import { CaseForm } from "./cases/CaseForm";
import { amend, type Case } from "./cases/cases";
import { changeCases } from "./cases/store";
import { Lack } from "./Lack";
import { text } from "./text";

interface Props {
  error: unknown;
  /** The case it was asked under. */
  kase: Pick<Case, "purpose" | "caseNo">;
  /** Asks again; after a correction the changed case asks by itself. */
  retry: () => void;
  person?: boolean;
  /** Called instead of changing the case, with what was corrected. */
  onMend?: (purpose: string, caseNo: string) => void;
}

/** Refused shows a refusal with what mends it in place: the field of the case, or which grant is missing and whom to ask. */
export function Refused({ error, kase, retry, person = false, onMend }: Props) {
  const t = useText(text);
  const fault = toFault(error);
  const wrong = fault.field === "purpose" || fault.field === "case_no" ? fault.field : undefined;
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wrong === undefined) return;
    const field = wrong === "case_no" ? "input[maxlength]" : "input[type=radio]:checked, input[type=radio]";
    box.current?.querySelector<HTMLInputElement>(field)?.focus();
  }, [wrong]);
  const mendable = (fault.code ?? 0) === 403 || (fault.code ?? 0) === 400;
  return (
    <>
      <FaultView error={error} {...(mendable ? {} : { retry })} />
      {wrong !== undefined && (
        <section ref={box} className="cx-card of-mend">
          <h2>{t("mendTitle")}</h2>
          <p className="cx-muted">{t("mendIntro")}</p>
          <CaseForm
            purpose={kase.purpose}
            caseNo={kase.caseNo}
            wrong={wrong}
            personsOnly={person}
            submit={t("caseMend")}
            onSubmit={(purpose, caseNo) => {
              if (onMend === undefined) changeCases((before, now) => amend(before, purpose, caseNo, now));
              else onMend(purpose, caseNo);
              if (purpose === kase.purpose && caseNo === kase.caseNo) retry();
            }}
          />
        </section>
      )}
      <Lack fault={fault} kase={kase} person={person} />
    </>
  );
}
