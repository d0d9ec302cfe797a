import { usePick, useText } from "../../../lib/text";
import { countsOf, type Profile } from "./records";
import { className, text } from "./text";

/** Counts says how many records of each class there are, and narrows the list to one class. */
export function Counts({ profile, chosen, onChoose }: { profile: Profile; chosen: string; onChoose: (code: string) => void }) {
  const t = useText(text);
  const pick = usePick();
  const counts = countsOf(profile, className);
  if (counts.length === 0) return null;
  const shown = counts.reduce((sum, c) => sum + c.shown, 0);
  const held = counts.reduce((sum, c) => sum + c.withheld, 0);
  return (
    <section aria-label={t("counts")} className="of-counts">
      <Count name={t("all")} shown={shown} withheld={held} pressed={chosen === ""} onPress={() => onChoose("")} />
      {counts.map((c) => (
        <Count key={c.class} name={pick({ zh: c.name_zh, en: c.name_en })} shown={c.shown} withheld={c.withheld} pressed={chosen === c.class} onPress={() => onChoose(chosen === c.class ? "" : c.class)} />
      ))}
    </section>
  );
}

function Count({ name, shown, withheld, pressed, onPress }: { name: string; shown: number; withheld: number; pressed: boolean; onPress: () => void }) {
  const t = useText(text);
  return (
    <button type="button" className="of-count" aria-pressed={pressed} onClick={onPress}>
      <b>{shown}</b>
      <span>{name}</span>
      {withheld > 0 && <small>{t("countHeld", { n: withheld })}</small>}
    </button>
  );
}
