import { useEffect, useRef, useState } from "react";
import { toFault, type Fault } from "../../api/fault";
import { FaultView } from "../../components/FaultView";
import { useText } from "../../lib/text";
import { useMe } from "../../lib/useMe";
import { CaseForm } from "./cases/CaseForm";
import { amend, type Case } from "./cases/cases";
import { changeCases } from "./cases/store";
import { usePurposeName } from "./cases/usePurpose";
import { lackOf } from "./lack";
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

/** Lack names the grant that is missing, and whom to ask for it. */
function Lack({ fault, kase, person }: { fault: Fault; kase: Pick<Case, "purpose" | "caseNo">; person: boolean }) {
  const t = useText(text);
  const purposeName = usePurposeName();
  const me = useMe();
  const [copied, setCopied] = useState(false);
  const lack = lackOf(fault);
  if (lack === null) return null;
  const action = t(person ? "action_person" : "action_record");
  const resource = lack.resource === "" ? t("allResources") : t("resourceOf", { code: lack.resource });
  const request = t("requestText", {
    action,
    resource,
    purpose: purposeName(kase.purpose),
    caseNo: kase.caseNo || t("noCaseNo"),
    agency: me?.agency_name ?? "",
    reason: fault.reason,
    evidence: fault.evidence ?? "",
  });
  return (
    <section className="cx-card">
      <h2>{t("lackTitle")}</h2>
      <dl className="of-facts">
        <div>
          <dt>{t("lackAction")}</dt>
          <dd>{action}</dd>
        </div>
        <div>
          <dt>{t("lackResource")}</dt>
          <dd>{resource}</dd>
        </div>
        <div>
          <dt>{t("lackPurpose")}</dt>
          <dd>{purposeName(kase.purpose)}</dd>
        </div>
        {fault.rule && (
          <div>
            <dt>{t("lackLine")}</dt>
            <dd>
              <code>{fault.rule}</code>
            </dd>
          </div>
        )}
        <div className="of-wide">
          <dt>{t("lackWhom")}</dt>
          <dd>{t(lack.whom === "catalog" ? "whomCatalog" : "whomSecurity")}</dd>
        </div>
      </dl>
      <p className="cx-row of-after">
        <button
          type="button"
          className="cx-button"
          onClick={() => {
            void navigator.clipboard.writeText(request).then(() => {
              setCopied(true);
            });
          }}
        >
          {t("copyRequest")}
        </button>
        <span role="status" className="cx-muted">
          {copied ? t("copied") : ""}
        </span>
      </p>
    </section>
  );
}
