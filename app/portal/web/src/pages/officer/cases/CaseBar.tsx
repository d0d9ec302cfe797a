import { Modal } from "antd";
import { useState } from "react";
import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { text } from "../text";
import { CaseForm } from "./CaseForm";
import { close, currentOf, open } from "./cases";
import { DayCases } from "./DayCases";
import { changeCases, useCases } from "./store";
import { usePurposeName } from "./usePurpose";

/** CaseBar says under which case everything is asked, and changes it. */
export function CaseBar() {
  const t = useText(text);
  const purposeName = usePurposeName();
  const cases = useCases();
  const current = currentOf(cases);
  const [asking, setAsking] = useState(false);
  const [listed, setListed] = useState(false);
  return (
    <section className="of-case" aria-label={t("currentCase")}>
      <div className="of-case-row">
        <strong className="of-case-title">{t("currentCase")}</strong>
        {current === null ? (
          <span className="of-case-none">{t("noCase")}</span>
        ) : (
          <>
            <span className="of-case-purpose">{purposeName(current.purpose)}</span>
            <span className="of-case-no">{current.caseNo || t("noCaseNo")}</span>
            <span className="cx-muted of-case-more">
              {t("openedAt")} <Time at={current.openedAt} /> · {t("subjectsOf", { n: current.subjects.length })}
            </span>
          </>
        )}
        <span className="of-case-acts">
          {cases.all.length > 0 && (
            <button type="button" className="cx-button" aria-expanded={listed} aria-controls="of-day" onClick={() => setListed(!listed)}>
              {t("dayCount", { n: cases.all.length })}
            </button>
          )}
          <button type="button" className={current === null ? "of-primary" : "cx-button"} onClick={() => setAsking(true)}>
            {t("newCase")}
          </button>
          {current !== null && (
            <button type="button" className="cx-button" onClick={() => changeCases(close)}>
              {t("endCase")}
            </button>
          )}
        </span>
      </div>
      <div id="of-day" hidden={!listed}>
        {listed && <DayCases cases={cases} onDone={() => setListed(false)} />}
      </div>
      <Modal open={asking} title={t("caseTitle")} footer={null} destroyOnHidden onCancel={() => setAsking(false)}>
        <p className="cx-muted of-modal-intro">{t("caseIntro")}</p>
        <CaseForm
          focus
          submit={t("caseOpen")}
          onSubmit={(purpose, caseNo) => {
            changeCases((before, now) => open(before, purpose, caseNo, now));
            setAsking(false);
          }}
        />
      </Modal>
    </section>
  );
}
