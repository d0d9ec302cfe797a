import { useMarks } from "../../../lib/marks";
import { useText } from "../../../lib/text";
import { text as profileText } from "../profile/text";
import type { Profile } from "../profile/records";
import { givenOf } from "./given";
import { text } from "./text";

/** Summary prints how many records of each resource were given, as the evidence holds it, and what was withheld. */
export function Summary({ profile }: { profile: Profile }) {
  const t = useText(text);
  const p = useText(profileText);
  const given = givenOf(profile);
  return (
    <>
      <section>
        <h2>{t("summary")}</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">{p("resource")}</th>
              <th scope="col">{t("code")}</th>
              <th scope="col" className="of-number">
                {t("count")}
              </th>
            </tr>
          </thead>
          <tbody>
            {given.map((g) => (
              <tr key={g.resource}>
                <td>{g.name}</td>
                <td>
                  <code>{g.resource}</code>
                </td>
                <td className="of-number">{g.count}</td>
              </tr>
            ))}
            <tr>
              <th scope="row" colSpan={2}>
                {t("total")}
              </th>
              <td className="of-number">{given.reduce((sum, g) => sum + g.count, 0)}</td>
            </tr>
          </tbody>
        </table>
      </section>
      {profile.withheld.length > 0 && <Withheld withheld={profile.withheld} />}
      {profile.note !== "" && <p className="of-paper-note">{profile.note}</p>}
    </>
  );
}

function Withheld({ withheld }: Pick<Profile, "withheld">) {
  const marks = useMarks();
  const t = useText(text);
  const p = useText(profileText);
  return (
    <section>
      <h2>{t("withheld")}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{p("resource")}</th>
            <th scope="col" className="of-number">
              {t("count")}
            </th>
            <th scope="col">{p("withheldWhy")}</th>
          </tr>
        </thead>
        <tbody>
          {withheld.map((w) => (
            <tr key={`${w.resource} ${w.reason}`}>
              <td>{w.resource_name || w.resource}</td>
              <td className="of-number">{w.count}</td>
              <td>
                {marks.aside(w.message, w.reason)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
