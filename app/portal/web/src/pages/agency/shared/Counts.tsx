import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { text } from "../text";

interface Props {
  counts: { total: string; accepted: string; refused: string; hinted: string; late: string };
}

/** Counts are the figures of a receipt: in all, and what became of them. */
export function Counts({ counts }: Props) {
  const t = useText(text);
  const lang = useLang();
  const figures: [string, string, string][] = [
    ["", t("total"), counts.total],
    ["ok", t("accepted"), counts.accepted],
    ["danger", t("refused"), counts.refused],
    ["warn", t("hinted"), counts.hinted],
    ["warn", t("lateCount"), counts.late],
  ];
  return (
    <dl className="ag-counts">
      {figures.map(([tone, name, n]) => (
        <div key={name} className={tone !== "" && Number(n) > 0 ? `ag-count-${tone}` : undefined}>
          <dt>{name}</dt>
          <dd>{formatNumber(n, lang)}</dd>
        </div>
      ))}
    </dl>
  );
}
