import { StatusTag, type Tone } from "../../../components/StatusTag";
import { useMarks } from "../../../lib/marks";
import { usePick, useText } from "../../../lib/text";
import type { Resource } from "../useCatalog";
import { text } from "./text";

type Item = Resource["items"][number];

const types = ["C", "N", "Y", "D", "T", "L", "M", "G", "B", "I", "F"] as const;
const levels = ["public", "shared", "authorised", "sealed"] as const;
const tones: Record<(typeof levels)[number], Tone> = { public: "ok", shared: "info", authorised: "warn", sealed: "danger" };

/** Items lists the items of a resource with their rules. */
export function Items({ resource: r }: { resource: Resource }) {
  const t = useText(text);
  const pick = usePick();
  const caption = t("caption", { name: pick({ zh: r.name, en: r.name_en }), n: r.items.length });
  return (
    <section className="cx-card">
      {/* A wide table scrolls within itself, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="cx-scroll" role="region" tabIndex={0} aria-label={caption}>
        <table className="ct-table ct-items">
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t("name")}</th>
              <th scope="col">{t("type")}</th>
              <th scope="col">{t("obligation")}</th>
              <th scope="col">{t("rule")}</th>
              <th scope="col">{t("sensitivity")}</th>
              <th scope="col">{t("publication")}</th>
            </tr>
          </thead>
          <tbody>
            {r.items.map((i) => (
              <ItemRow key={i.name} item={i} isKey={r.natural_key.includes(i.name)} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function ItemRow({ item: i, isKey }: { item: Item; isKey: boolean }) {
  const t = useText(text);
  const pick = usePick();
  const marks = useMarks();
  const type = types.find((x) => x === i.type);
  const level = levels.find((l) => l === i.sensitivity);
  const obligation = i.obligation === "M" ? "M" : i.obligation === "C" ? "C" : "O";
  const size = i.length === 0 ? "" : i.scale > 0 ? ` ${i.length},${i.scale}` : ` ${i.length}`;
  return (
    <tr>
      <th scope="row">
        <span className="ct-item-name">{i.name_zh}</span>
        <br />
        <code>{i.name}</code>
        {isKey && <StatusTag tone="info">{t("key")}</StatusTag>}
        {i.aliases.length > 0 && <div className="cx-muted">{t("aliases", { names: marks.list(i.aliases) })}</div>}
      </th>
      <td className="ct-nowrap">
        {type === undefined ? i.type : t(`type${type}`)}
        {size}
        {i.unit !== "" && <div className="cx-muted">{t("unit", { unit: i.unit })}</div>}
      </td>
      <td>
        <span className="ct-nowrap">{t(obligation)}</span>
        {i.condition !== "" && <div className="ct-rule">{t("condition", { condition: i.condition })}</div>}
      </td>
      <td className="ct-rule">
        {pick({ zh: i.rule, en: i.rule_en })}
        {i.codes.length > 0 && (
          <details className="ct-codes">
            <summary>
              {t("codes", { n: i.codes.length })}
              <span className="cx-hidden"> · {i.name_zh}</span>
            </summary>
            {marks.list(i.codes)}
          </details>
        )}
      </td>
      <td>{level === undefined ? i.sensitivity : <StatusTag tone={tones[level]}>{t(level)}</StatusTag>}</td>
      <td className="ct-nowrap">{t(i.publish ? "yes" : "no")}</td>
    </tr>
  );
}
