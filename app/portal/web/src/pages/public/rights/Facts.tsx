import { Hint } from "../../../components/Hint";
import { StatusTag, type Tone } from "../../../components/StatusTag";
import { usePick, useText } from "../../../lib/text";
import type { Fact, Mark, Step } from "./facts";
import { text } from "./text";

const tones: Record<Exclude<Mark, "sourced">, Tone> = { confirm: "warn", setting: "info" };
const hints = { sourced: "sourcedHint", confirm: "confirmHint", setting: "settingHint" } as const;

/** FactView says a fact and how sure it is; its ground stands on hover and focus. */
export function FactView({ fact }: { fact: Fact }) {
  const t = useText(text);
  const pick = usePick();
  return (
    <span>
      {pick(fact.what)}{" "}
      <span className="pb-mark">
        <Hint hint={t(hints[fact.mark], { basis: pick(fact.basis) })}>
          {fact.mark === "sourced" ? <span className="pb-basis">{t("sourced")}</span> : <StatusTag tone={tones[fact.mark]}>{t(fact.mark)}</StatusTag>}
        </Hint>
      </span>
    </span>
  );
}

/** FactList lists facts. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <ul className="pb-facts">
      {facts.map((f) => (
        <li key={f.what.en}>
          <FactView fact={f} />
        </li>
      ))}
    </ul>
  );
}

/** Steps lists what happens in which time. */
export function Steps({ steps, caption }: { steps: readonly Step[]; caption: string }) {
  const t = useText(text);
  const pick = usePick();
  return (
    <table className="pb-table pb-steps">
      <caption className="cx-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("step")}</th>
          <th scope="col">{t("limit")}</th>
        </tr>
      </thead>
      <tbody>
        {steps.map((s) => (
          <tr key={s.name.en}>
            <th scope="row">{pick(s.name)}</th>
            <td>
              <FactView fact={s.limit} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
