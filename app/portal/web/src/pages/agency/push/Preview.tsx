import { Segmented } from "antd";
import { useMemo, useState } from "react";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { Grid } from "../grid/Grid";
import type { Place } from "../grid/move";
import { Sign } from "../grid/Sign";
import type { GridColumn, GridRow } from "../grid/types";
import { TermTag } from "../shared/TermTag";
import type { Resource } from "../shared/useResources";
import type { Clock } from "../shared/useWorkdays";
import { text as areaText } from "../text";
import { Findings } from "./Findings";
import { columnWidth, filtered, findingsOf, previewOf, provisionalYears, type Filter, type Line, type Preview as Model } from "./previewModel";
import type { Reading } from "./reading/useTable";
import type { Receipt } from "./send";
import { text } from "./text";

interface Props {
  reading: Reading;
  resource: Resource | undefined;
  receipt: Receipt | null;
  clock: Clock | null;
  /** How many rows are shown in any case. */
  first: number;
}

const height = 470;
const headWidth = 164;
/** So many rows tell how wide columns are. */
const samples = 40;

/** Preview shows a file with what the trial found at its cells, and the list of it beside. */
export function Preview({ reading, resource, receipt, clock, first }: Props) {
  const t = useText(text);
  const area = useText(areaText);
  const [filter, setFilter] = useState<Filter>("all");
  const [active, setActive] = useState<Place>({ row: 0, col: 0 });
  const [focus, setFocus] = useState(0);
  const model = useMemo(
    () => previewOf({ table: reading.table, items: resource?.items ?? [], decisionItem: resource?.occurred_on_item ?? "", outcomes: receipt?.outcomes ?? [], clock }),
    [reading.table, resource, receipt, clock],
  );
  const columns = useMemo(() => gridColumns(model), [model]);
  const lines = useMemo(() => filtered(model.lines, filter), [model.lines, filter]);
  const findings = useMemo(() => findingsOf(model.lines), [model.lines]);
  if (reading.busy && reading.table === null) return null;
  const uncertain = provisionalYears(model.lines, clock);
  const cut = receipt !== null && receipt.next_cursor !== "";
  return (
    <section className="cx-card ag-preview">
      <div className="ag-preview-head">
        <h2>{t("previewTitle")}</h2>
        {receipt !== null && <FilterChoice lines={model.lines} value={filter} onChange={setFilter} />}
        <RowCount shown={lines.length} receipt={receipt} first={first} />
      </div>
      {reading.failed && <p className="cx-note">{t("noPreview")}</p>}
      {model.decided >= 0 && (
        <p className="cx-muted">
          {t("termColumn", { item: model.columns[model.decided]?.title ?? "" })} {uncertain.length > 0 && area("provisional", { years: uncertain.join("、") })}
        </p>
      )}
      <div className="ag-preview-body">
        {lines.length === 0 ? (
          <p className="cx-muted">{t("noRows")}</p>
        ) : (
          <Grid
            label={t("previewLabel")}
            columns={columns}
            rows={lines.length}
            row={(i) => gridRow(lines[i], columns.length, area, t("notRead"))}
            headTitle={t("lineHead")}
            headWidth={headWidth}
            active={active.row < lines.length ? active : { row: 0, col: 0 }}
            onActive={setActive}
            focus={focus}
            height={height}
          />
        )}
        <Findings
          findings={findings}
          columns={model.columns}
          wholeRow={area("wholeRow")}
          empty={receipt === null ? t("noFindingsYet") : t("noFindings")}
          cut={cut}
          onPick={(f) => {
            const shown = lines.some((l) => l.line === f.line) ? lines : model.lines;
            if (shown !== lines) setFilter("all");
            setActive({ row: shown.findIndex((l) => l.line === f.line), col: f.col });
            setFocus(focus + 1);
          }}
        />
      </div>
    </section>
  );
}

function gridColumns(model: Model): GridColumn[] {
  const rows = model.lines.slice(0, samples);
  return model.columns.map((c, i) => ({
    key: `${i}`,
    title: c.title,
    ...(c.note === undefined ? {} : { note: c.note }),
    width: columnWidth(c.title, rows.map((r) => r.cells?.[i] ?? "")),
  }));
}

type AreaText = (key: "line", values?: Record<string, string | number>) => string;

function gridRow(line: Line | undefined, columns: number, area: AreaText, notRead: string): GridRow | null {
  if (line === undefined) return null;
  return {
    key: String(line.line),
    label: area("line", { n: line.line }),
    head: () => (
      <>
        <span className="ag-line-number">{line.line}</span>
        {line.term !== undefined && <TermTag left={line.term.left} short />}
        {line.cells === null && <span className="cx-muted">{notRead}</span>}
        {/* The grid shows the sign of what is against the row itself. */}
        {line.row.length === 0 && (line.refused || line.hinted) && <Sign tone={line.refused ? "danger" : "warn"} />}
      </>
    ),
    problems: line.row,
    cells: Array.from({ length: columns }, (_, i) => ({ text: line.cells?.[i] ?? "", problems: line.columns.get(i) ?? [] })),
  };
}

function FilterChoice({ lines, value, onChange }: { lines: readonly Line[]; value: Filter; onChange: (f: Filter) => void }) {
  const t = useText(text);
  return (
    <Segmented
      aria-label={t("filter")}
      value={value}
      onChange={onChange}
      options={[
        { value: "all", label: t("filterAll") },
        { value: "refused", label: t("filterRefused", { n: filtered(lines, "refused").length }) },
        { value: "hinted", label: t("filterHinted", { n: filtered(lines, "hinted").length }) },
      ]}
    />
  );
}

function RowCount({ shown, receipt, first }: { shown: number; receipt: Receipt | null; first: number }) {
  const t = useText(text);
  const lang = useLang();
  const total = Number(receipt?.total ?? 0);
  return (
    <p className="cx-muted" role="status">
      {receipt === null ? t("rowsShownFirst", { n: formatNumber(shown, lang) }) : t("rowsShown", { n: formatNumber(shown, lang), total: formatNumber(total, lang) })}
      {total > first && ` ${t("rowsCut", { first: formatNumber(first, lang) })}`}
    </p>
  );
}
