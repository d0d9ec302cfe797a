import { Page } from "../../../components/Page";
import { usePick, useText } from "../../../lib/text";
import { Chosen } from "./Chosen";
import { FactList, FactView, Steps } from "./Facts";
import { bankruptcy, clock, conditions, decides, former, materials, objectionSteps, repairSteps, terms, where } from "./facts";
import { text } from "./text";
import "../public.css";
import "./rights.css";

/** Rights says in plain words how to object and how to have credit repaired: who decides, what to bring, where, how long. */
export function Component() {
  const t = useText(text);
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Chosen />
      <nav className="pb-pick" aria-label={t("pick")}>
        <a href="#object">
          <strong>{t("pickObject")}</strong>
          <span>{t("pickObjectHint")}</span>
          <em>{t("object")}</em>
        </a>
        <a href="#repair">
          <strong>{t("pickRepair")}</strong>
          <span>{t("pickRepairHint")}</span>
          <em>{t("repair")}</em>
        </a>
      </nav>
      <p className="cx-muted pb-marks">{t("marks")}</p>
      <section className="cx-card" aria-labelledby="decides">
        <h2 id="decides">{t("decides")}</h2>
        <FactList facts={decides} />
      </section>
      <Terms />
      <section className="cx-card" id="object" aria-labelledby="object-title">
        <h2 id="object-title">{t("object")}</h2>
        <p>{t("objectHow")}</p>
        <p className="cx-note pb-gap">{t("objectNoFlow")}</p>
        <Steps steps={objectionSteps} caption={t("stepsCaptionObject")} />
      </section>
      <section className="cx-card" id="repair" aria-labelledby="repair-title">
        <h2 id="repair-title">{t("repair")}</h2>
        <div className="pb-three">
          <div>
            <h3>{t("conditions")}</h3>
            <FactList facts={conditions} />
          </div>
          <div>
            <h3>{t("materials")}</h3>
            <FactList facts={materials} />
          </div>
          <div>
            <h3>{t("where")}</h3>
            <FactList facts={where} />
          </div>
        </div>
        <h3 className="pb-gap">{t("steps")}</h3>
        <Steps steps={repairSteps} caption={t("stepsCaptionRepair")} />
      </section>
      <div className="pb-two">
        <section className="cx-card" aria-labelledby="former">
          <h2 id="former">{t("former")}</h2>
          <FactList facts={former} />
        </section>
        <section className="cx-card" aria-labelledby="bankruptcy">
          <h2 id="bankruptcy">{t("bankruptcy")}</h2>
          <FactList facts={bankruptcy} />
        </section>
      </div>
    </Page>
  );
}

function Terms() {
  const t = useText(text);
  const pick = usePick();
  return (
    <section className="cx-card" aria-labelledby="terms">
      <h2 id="terms">{t("terms")}</h2>
      <table className="pb-table pb-terms">
        <caption className="cx-hidden">{t("termsCaption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("severity")}</th>
            <th scope="col">{t("min")}</th>
            <th scope="col">{t("max")}</th>
            <th scope="col">{t("examples")}</th>
          </tr>
        </thead>
        <tbody>
          {terms.map((term) => (
            <tr key={term.severity}>
              <th scope="row">{pick(term.name)}</th>
              <td data-head={t("min")}>
                <FactView fact={term.min} />
              </td>
              <td data-head={t("max")}>
                <FactView fact={term.max} />
              </td>
              <td data-head={t("examples")}>
                <FactList facts={term.examples} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="pb-gap">
        <FactList facts={clock} />
      </div>
    </section>
  );
}
