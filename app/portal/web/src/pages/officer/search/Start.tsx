import { EmptyState } from "../../../components/EmptyState";
import { useText } from "../../../lib/text";
import { DayCases } from "../cases/DayCases";
import { useCases } from "../cases/store";
import { text } from "../text";

/** Start is what stands below the box before anything was searched: what can be typed, and the cases of the day. */
export function Start() {
  const t = useText(text);
  const cases = useCases();
  return (
    <div className="of-start">
      <section aria-labelledby="of-start-cases">
        <h2 id="of-start-cases">{t("dayCases")}</h2>
        {cases.all.length === 0 ? <EmptyState why={t("dayEmpty")} todo={t("dayEmptyTodo")} /> : <DayCases cases={cases} />}
      </section>
      <section className="cx-card" aria-labelledby="of-start-tips">
        <h2 id="of-start-tips">{t("tips")}</h2>
        <ul className="of-tips">
          {(["tipCode", "tipName", "tipPerson", "tipKeys"] as const).map((tip) => (
            <li key={tip}>{t(tip)}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}
