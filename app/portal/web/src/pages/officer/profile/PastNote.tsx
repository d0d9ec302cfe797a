import { DateOnly } from "../../../components/Time";
import { chinaTime } from "../../../lib/chinaTime";
import { useText, type Translate } from "../../../lib/text";
import { text as deskText } from "../text";
import { differs, type Diff } from "./diff";
import { headlineOf } from "./headline";
import { dayOf, type Profile } from "./records";
import { text, type ProfileKey } from "./text";

/** PastNote says that a past state is shown, and how it differs from the present one. */
export function PastNote({ shown, diff }: { shown: Profile; diff: Diff }) {
  const t = useText(text);
  const desk = useText(deskText);
  return (
    <section className="of-past" aria-labelledby="of-past" role="status">
      <h2 id="of-past">{t("pastTitle")}</h2>
      <p>{t("pastText", { time: `${chinaTime(shown.as_of)}${desk("china")}` })}</p>
      <h3>{t("diffTitle")}</h3>
      {differs(diff) ? (
        <ul className="of-past-diff">
          {partsOf(diff, t).map((part) => (
            <li key={part}>{part}</li>
          ))}
        </ul>
      ) : (
        <p>{t("diffNone")}</p>
      )}
      {diff.later.length > 0 && (
        <details>
          <summary>{t("laterList")}</summary>
          <ul className="of-past-later">
            {diff.later.map((o) => (
              <li key={o.key}>
                <DateOnly date={dayOf(o.record)} /> {o.record.resource_name} · {headlineOf(o.record) || o.record.document_no}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function partsOf(diff: Diff, t: Translate<ProfileKey>): string[] {
  const count = (change: string) => [...diff.changes.values()].filter((c) => c === change).length;
  const item = { name: t("what"), status: t("status"), legal_representative: t("legal"), division: t("division") };
  return [
    ...(diff.later.length > 0 ? [t("diffLater", { n: diff.later.length })] : []),
    ...([["changed", "diffChanged"], ["gone", "diffGone"], ["lapsed", "diffLapsed"], ["began", "diffBegan"]] as const).flatMap(([change, key]) => (count(change) > 0 ? [t(key, { n: count(change) })] : [])),
    ...diff.subject.map((s) => t("diffSubject", { item: item[s.item], then: s.then || t("diffEmptyValue"), now: s.now || t("diffEmptyValue") })),
  ];
}
