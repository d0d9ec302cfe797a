import { Button, Switch } from "antd";
import { useId, useMemo, useState } from "react";
import { ProgressBar } from "../../../components/Progress";
import { useLang, useText } from "../../../lib/text";
import { Grid } from "../grid/Grid";
import type { Resource } from "../shared/useResources";
import type { Quarantined } from "../shared/useOpenQuarantine";
import { text as areaText } from "../text";
import { CellFacts } from "./CellFacts";
import { unknownFields, type Correction } from "./corrections";
import { correctionColumns, correctionRow } from "./gridRows";
import { text } from "./text";
import { useBench, type Bench } from "./useBench";

interface Props {
  records: readonly Quarantined[];
  resource: Resource;
  /** The resource to submit as, when it is another than the records named; else empty. */
  as: string;
  /** Hears of the entries under which the rows go on. */
  onMoved: (ids: string[]) => void;
}

const height = 520;
const headWidth = 300;

/** Workbench is the grid in which records are corrected and submitted. */
export function Workbench({ records, resource, as, onMoved }: Props) {
  const t = useText(text);
  const area = useText(areaText);
  const lang = useLang();
  const bench = useBench(records, resource.items, as, onMoved);
  const [reveal, setReveal] = useState(false);
  const { items, rows, active } = bench;
  // Widths stay as they began: cells must not jump while one types.
  const columns = useMemo(() => correctionColumns(items, records, t), [items, records, t]);
  return (
    <section className="cx-card">
      <Tools bench={bench} sealed={resource.items.some((i) => i.sensitivity === "sealed")} reveal={reveal} setReveal={setReveal} />
      <Notes rows={rows} resource={resource} />
      <Grid
        label={t("grid")}
        columns={columns}
        rows={rows.length}
        row={(i) => {
          const c = rows[i];
          return c === undefined ? null : correctionRow(c, { all: resource.items, items, reveal, t, area, lang, onSubmit: () => bench.send([i]) });
        }}
        headTitle={t("head")}
        headWidth={headWidth}
        active={active}
        onActive={bench.setActive}
        focus={bench.focus}
        height={height}
        edits={bench.edits}
      />
      <CellFacts item={items[active.col]} row={rows[active.row]} reveal={reveal} />
      <p className="cx-muted">{t("kept")}</p>
    </section>
  );
}

interface ToolsProps {
  bench: Bench;
  sealed: boolean;
  reveal: boolean;
  setReveal: (on: boolean) => void;
}

function Tools({ bench, sealed, reveal, setReveal }: ToolsProps) {
  const t = useText(text);
  const { changed, progress } = bench;
  return (
    <>
      <div className="ag-bench-tools">
        <Button type="primary" disabled={changed.length === 0 || progress !== null} onClick={() => bench.send(changed)}>
          {t("submitAll", { n: changed.length })}
        </Button>
        <Button onClick={bench.next}>{t("nextProblem")}</Button>
        {changed.length === 0 && <span className="cx-muted">{t("nothingChanged")}</span>}
        <span className="ag-spacer" />
        <Toggle label={t("onlyWrong")} on={bench.onlyWrong} onChange={bench.setOnlyWrong} />
        {sealed && <Toggle label={t("reveal")} on={reveal} onChange={setReveal} />}
      </div>
      {progress !== null && progress.total > 1 && <ProgressBar label={t("submitting", { done: progress.done, total: progress.total })} done={progress.done} total={progress.total} />}
      <p role="status" className="ag-said">
        {bench.said}
      </p>
    </>
  );
}

function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  const id = useId();
  return (
    <span className="ag-toggle">
      <Switch id={id} size="small" checked={on} onChange={onChange} />
      <label htmlFor={id}>{label}</label>
    </span>
  );
}

function Notes({ rows, resource }: { rows: readonly Correction[]; resource: Resource }) {
  const t = useText(text);
  const area = useText(areaText);
  const notes = rows.flatMap((r) => {
    const line = area("line", { n: r.line });
    const unknown = unknownFields(r, resource.items);
    return [...(r.readable ? [] : [`${line}: ${t("unread")}`]), ...(unknown.length === 0 ? [] : [`${line}: ${t("unknownFields", { names: unknown.join("、") })}`])];
  });
  if (notes.length === 0) return null;
  return (
    <ul className="cx-note ag-notes">
      {notes.map((n) => (
        <li key={n}>{n}</li>
      ))}
    </ul>
  );
}
