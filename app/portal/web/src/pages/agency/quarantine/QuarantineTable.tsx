import { Checkbox } from "antd";
import { Link } from "react-router";
import { DateOnly, Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { StateTag } from "../shared/states";
import { TermTag } from "../shared/TermTag";
import { daysLeft, type Quarantined } from "../shared/useOpenQuarantine";
import { useResourceName } from "../shared/useResources";
import { text as areaText } from "../text";
import { text } from "./text";

interface Props {
  rows: readonly Quarantined[];
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  onSave: (id: string) => void;
  /** Whether corrections are the caller's business. */
  edits: boolean;
  /** At most so many are selected. */
  most: number;
}

/** QuarantineTable lists entries; those of one resource can be selected for correction. */
export function QuarantineTable({ rows, selected, onSelect, onSave, edits, most }: Props) {
  const t = useText(text);
  const chosen = rows.find((r) => selected.has(r.id))?.resource;
  const selectable = (q: Quarantined) => q.state === "open" && (chosen === undefined || q.resource === chosen);
  const first = chosen ?? rows.find((r) => r.state === "open")?.resource;
  const alike = rows.filter((r) => r.state === "open" && r.resource === first).slice(0, most);
  const all = alike.length > 0 && alike.every((r) => selected.has(r.id));
  return (
    <div className="cx-scroll">
      <table className="cx-table ag-table">
        <caption className="cx-hidden">{t("list")}</caption>
        <thead>
          <tr>
            {edits && (
              <th scope="col">
                <Checkbox aria-label={t("selectAll")} checked={all} indeterminate={!all && selected.size > 0} disabled={alike.length === 0} onChange={() => onSelect(new Set(all ? [] : alike.map((r) => r.id)))} />
              </th>
            )}
            <th scope="col" className="ag-right">
              {t("line")}
            </th>
            <th scope="col">{t("reasons")}</th>
            <th scope="col">{t("decided")}</th>
            <th scope="col">{t("term")}</th>
            <th scope="col">{t("lineage")}</th>
            <th scope="col">{t("ways")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((q) => (
            <Row
              key={q.id}
              entry={q}
              edits={edits}
              selected={selected.has(q.id)}
              selectable={selectable(q) && (selected.has(q.id) || selected.size < most)}
              onSelect={(on) => {
                const next = new Set(selected);
                if (on) next.add(q.id);
                else next.delete(q.id);
                onSelect(next);
              }}
              onSave={onSave}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends Pick<Props, "onSave" | "edits"> {
  entry: Quarantined;
  selected: boolean;
  selectable: boolean;
  onSelect: (on: boolean) => void;
}

function Row({ entry: q, selected, selectable, onSelect, onSave, edits }: RowProps) {
  const t = useText(text);
  const area = useText(areaText);
  const name = useResourceName();
  const resource = q.resource === "" ? area("unknownResource") : name(q.resource);
  return (
    <tr className={selected ? "ag-selected" : undefined}>
      {edits && (
        <td>
          <Checkbox aria-label={t("select", { line: q.line, resource })} checked={selected} disabled={!selectable} onChange={(e) => onSelect(e.target.checked)} />
        </td>
      )}
      <td className="ag-right">{q.line}</td>
      <td className="ag-wrap">
        <span className="ag-row-title">{resource}</span>
        {q.reasons[0]?.message} {q.reasons.length > 1 && <span className="cx-muted">{t("moreReasons", { n: q.reasons.length })}</span>}
      </td>
      <td>
        <DateOnly date={q.occurred_on || undefined} />
      </td>
      <td>{q.state === "open" ? <TermTag left={daysLeft(q)} {...(q.due_on === "" ? {} : { hint: area("termDue", { due: q.due_on }) })} /> : <StateTag state={q.state} />}</td>
      <td className="ag-wrap ag-lineage">
        <Time at={q.at} relative /> · <Link to={`/agency/receipts/${encodeURIComponent(q.receipt)}`}>{t("ofPush")}</Link>
        {q.parent !== "" && <span className="ag-row-more">{t("fromParent", { id: short(q.parent) })}</span>}
        {q.resubmitted_as !== "" && (
          <Link className="ag-row-more" to={`/agency/receipts/${encodeURIComponent(q.resubmitted_as)}`}>
            {t("settled")}
          </Link>
        )}
      </td>
      <td>
        <span className="ag-ways">
          {edits && q.state === "open" && (
            <Link to={`/agency/quarantine/correct?ids=${encodeURIComponent(q.id)}`} aria-label={`${t("fix")} ${area("line", { n: q.line })} ${resource}`}>
              {t("fix")}
            </Link>
          )}
          <button type="button" className="cx-text-button" aria-label={`${t("download")} ${area("line", { n: q.line })} ${resource}`} onClick={() => onSave(q.id)}>
            {t("download")}
          </button>
        </span>
      </td>
    </tr>
  );
}

/** short shows enough of an id to tell it from others. */
const short = (id: string): string => `${id.slice(0, 10)}…`;
