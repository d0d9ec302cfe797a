import { useCreditClass } from "../../../lib/creditClass";
import { useText } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { Share } from "../Share";
import type { Resource } from "../useCatalog";
import { text } from "./text";

type Opening = NonNullable<Resource["proposal"]>["openings"][number];

const known = ["sensitivity", "publish", "check", "share_type", "is_open", "credit_class", "registry", "masking", "publish_when"] as const;

/** Differences shows what a change would open, before and after. */
export function Differences({ openings }: { openings: Opening[] }) {
  const t = useText(text);
  return (
    <section className="cx-card" aria-labelledby="diff">
      <h2 id="diff">{t("diff")}</h2>
      <table className="ct-table">
        <caption className="cx-hidden">{t("diffCaption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("item")}</th>
            <th scope="col">{t("what")}</th>
            <th scope="col">{t("from")}</th>
            <th scope="col">{t("to")}</th>
          </tr>
        </thead>
        <tbody>
          {openings.map((o) => (
            <OpeningRow key={`${o.what} ${o.item}`} opening={o} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function OpeningRow({ opening: o }: { opening: Opening }) {
  const t = useText(text);
  const what = known.find((k) => k === o.what);
  return (
    <tr>
      <th scope="row">{o.item === "" ? t("wholeResource") : <code>{o.item}</code>}</th>
      <td>{what === undefined ? o.what : t(`opens_${what}`)}</td>
      <td>
        <Value what={o.what} value={o.from} />
      </td>
      <td>
        <strong>
          <Value what={o.what} value={o.to} />
        </strong>
      </td>
    </tr>
  );
}

function Value({ what, value }: { what: string; value: string }) {
  const t = useText(text);
  const classOf = useCreditClass();
  const words = useWords();
  if (what === "sensitivity") return <>{words.level(value)}</>;
  if (what === "share_type") return <Share type={value} />;
  if (what === "credit_class") return <>{classOf(value)}</>;
  if (value === "true" || value === "false") return <>{t(value === "true" ? "yes" : "no")}</>;
  return <code>{value === "" ? "—" : value}</code>;
}
