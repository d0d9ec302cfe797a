import { Link } from "react-router";
import { StatusTag } from "../../components/StatusTag";
import { useCreditClass } from "../../lib/creditClass";
import { usePick, useText } from "../../lib/text";
import { Share } from "./Share";
import { text } from "./text";
import type { Resource } from "./useCatalog";

/** ResourceRow is a resource in the list: what it is, who provides it, how it is shared. */
export function ResourceRow({ resource: r }: { resource: Resource }) {
  const t = useText(text);
  const pick = usePick();
  const classOf = useCreditClass();
  return (
    <Link to={`/catalog/${encodeURIComponent(r.code)}`} className="ct-row">
      <span className="ct-row-name">
        {pick({ zh: r.name, en: r.name_en })} <code>{r.code}</code>
      </span>
      <span className="ct-row-tags">
        <Share type={r.share_type} />
        <StatusTag tone={r.open ? "ok" : "neutral"}>{t(r.open ? "open" : "closed")}</StatusTag>
      </span>
      {r.abstract !== "" && <span className="ct-row-abstract">{pick({ zh: r.abstract, en: r.abstract_en })}</span>}
      <span className="ct-row-facts">
        <span>{r.provider}</span>
        <span>{pick({ zh: r.theme_zh, en: r.theme_en })}</span>
        <span>{classOf(r.credit_class)}</span>
        {r.update_cycle !== "" && <span>{t("cycle", { cycle: r.update_cycle })}</span>}
        <span>{t("version", { n: r.version })}</span>
      </span>
    </Link>
  );
}
