import { DateOnly } from "../../components/Time";
import type { Profile } from "../../components/credit/records";
import { headline } from "../../components/credit/records";
import { useText } from "../../lib/text";
import { heedOf, type HeedOf } from "./heed";
import { text } from "./text";

const titles = { serious: "warnSerious", enforcement: "warnEnforcement", abnormal: "warnAbnormal", penalty: "warnPenalty" } as const;
const todos = { serious: "warnSeriousDo", enforcement: "warnEnforcementDo", abnormal: "warnAbnormalDo", penalty: "warnPenaltyDo" } as const;

/** Attention says in plain words what is in force against the subject, and what can be done. */
export function Attention({ profile }: { profile: Profile }) {
  const t = useText(text);
  const found = heedOf(profile);
  if (found.length === 0) {
    return (
      <section className="sj-good">
        <strong>{t("good")}</strong>
        <p>{t("goodHint")}</p>
      </section>
    );
  }
  return (
    <section className="sj-heed" aria-labelledby="heed">
      <h2 id="heed">{t("heed", { n: found.length })}</h2>
      {found.map((h) => (
        <HeedView key={h.kind} heed={h} />
      ))}
    </section>
  );
}

function HeedView({ heed: h }: { heed: HeedOf }) {
  const t = useText(text);
  return (
    <article>
      <h3>
        <a href={`#class-${h.class}`}>{t(titles[h.kind])}</a>
      </h3>
      <ul>
        {h.records.slice(0, 3).map((r, i) => (
          <li key={`${r.record_id} ${i}`}>
            <DateOnly date={r.occurred_on} /> {r.agency_name} {headline(r)}
          </li>
        ))}
      </ul>
      <p>{t(todos[h.kind])}</p>
    </article>
  );
}
