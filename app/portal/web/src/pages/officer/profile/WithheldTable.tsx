import { useText } from "../../../lib/text";
import type { Withheld } from "./records";
import { text } from "./text";

/** WithheldTable lists what the caller may not see: how much, why, and what to do about it. */
export function WithheldTable({ withheld }: { withheld: Withheld[] }) {
  const t = useText(text);
  if (withheld.length === 0) return null;
  return (
    <section className="cx-card" aria-labelledby="of-withheld">
      <h2 id="of-withheld">{t("withheld")}</h2>
      <p className="cx-muted of-modal-intro">{t("withheldIntro")}</p>
      <table className="cx-table">
        <caption className="cx-hidden">{t("withheld")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("resource")}</th>
            <th scope="col" className="of-number">
              {t("withheldCount")}
            </th>
            <th scope="col">{t("withheldWhy")}</th>
            <th scope="col">{t("withheldNext")}</th>
          </tr>
        </thead>
        <tbody>
          {withheld.map((w) => (
            <tr key={`${w.resource} ${w.reason}`}>
              <th scope="row">{w.resource_name || w.resource}</th>
              <td className="of-number">{w.count}</td>
              <td>
                {w.message} <code className="cx-muted">{w.reason}</code>
              </td>
              <td>{w.next_step}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
