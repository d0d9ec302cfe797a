import { Link } from "react-router";
import type { Fault } from "../../api/fault";
import { CopyNote } from "../../components/CopyNote";
import { useText } from "../../lib/text";
import { useCopy } from "../../lib/useCopy";
import { useMe } from "../../lib/useMe";
import type { Case } from "./cases/cases";
import { usePurposeName } from "./cases/usePurpose";
import { Fact } from "./Fact";
import { lackOf } from "./lackOf";
import { text } from "./text";

interface Props {
  fault: Fault;
  kase: Pick<Case, "purpose" | "caseNo">;
  person: boolean;
}

/** Lack names the grant that is missing, and whom to ask for it. Nothing where no grant is. */
export function Lack({ fault, kase, person }: Props) {
  const t = useText(text);
  const purposeName = usePurposeName();
  const lack = lackOf(fault);
  if (lack === null) return null;
  return (
    <section className="cx-card">
      <h2>{t("lackTitle")}</h2>
      <dl className="of-facts">
        <Fact name={t("lackAction")}>{t(person ? "action_person" : "action_record")}</Fact>
        <Fact name={t("lackResource")}>{lack.resource === "" ? t("allResources") : <Link to={`/catalog/${encodeURIComponent(lack.resource)}`}>{t("resourceOf", { code: lack.resource })}</Link>}</Fact>
        <Fact name={t("lackPurpose")}>{purposeName(kase.purpose)}</Fact>
        {fault.rule && (
          <Fact name={t("lackLine")}>
            <code>{fault.rule}</code>
          </Fact>
        )}
        <Fact name={t("lackWhom")} wide="all">
          {t(lack.whom === "catalog" ? "whomCatalog" : "whomSecurity")}
        </Fact>
      </dl>
      <CopyRequest fault={fault} kase={kase} person={person} resource={lack.resource} />
    </section>
  );
}

/** CopyRequest copies what a request for the grant has to say. */
function CopyRequest({ fault, kase, person, resource }: Props & { resource: string }) {
  const t = useText(text);
  const purposeName = usePurposeName();
  const me = useMe();
  const [state, copy] = useCopy();
  const request = t("requestText", {
    action: t(person ? "action_person" : "action_record"),
    resource: resource === "" ? t("allResources") : t("resourceOf", { code: resource }),
    purpose: purposeName(kase.purpose),
    caseNo: kase.caseNo || t("noCaseNo"),
    agency: me?.agency_name ?? "",
    reason: fault.reason,
    evidence: fault.evidence ?? "",
  });
  return (
    <p className="cx-row of-after">
      <button
        type="button"
        className="cx-button"
        onClick={() => {
          copy(request);
        }}
      >
        {t("copyRequest")}
      </button>
      <CopyNote state={state} done={t("copied")} />
    </p>
  );
}
