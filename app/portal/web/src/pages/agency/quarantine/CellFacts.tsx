import { useText } from "../../../lib/text";
import { itemTitle, type Item } from "../shared/useResources";
import { valueAt, type Correction } from "./corrections";
import { text } from "./text";

interface Props {
  item: Item | undefined;
  row: Correction | undefined;
  reveal: boolean;
}

/** CellFacts shows the whole value of the active cell, and what its item asks for. */
export function CellFacts({ item, row, reveal }: Props) {
  const t = useText(text);
  if (item === undefined || row === undefined) return <div className="ag-cell-facts" />;
  const value = valueAt(row, item.name);
  const facts = [
    item.obligation === "C" ? t("when", { condition: item.condition }) : "",
    item.length > 0 && item.type === "C" ? t("lengthOf", { n: item.length }) : "",
    item.unit === "" ? "" : t("unitOf", { unit: item.unit }),
  ].filter(Boolean);
  return (
    <div className="ag-cell-facts">
      <p>
        <b>{itemTitle(item)}</b> <code className="cx-muted">{item.name}</code> <span className="cx-muted">{facts.join(" · ")}</span>
      </p>
      <p className="ag-cell-value" aria-label={t("valueOf")}>
        {item.sensitivity === "sealed" && !reveal && value !== "" ? "••••••" : value}
      </p>
    </div>
  );
}
