import { useMutation } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { FaultView } from "../../../components/FaultView";
import { Page } from "../../../components/Page";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { oneOf, text as word, useUrlState } from "../../../lib/urlState";
import { useMay } from "../../../lib/useMe";
import "../agency.css";
import { ResourceSelect } from "../shared/ResourceSelect";
import { dueOf, openMost, useOpenQuarantine, type Quarantined } from "../shared/useOpenQuarantine";
import { text as areaText } from "../text";
import { QuarantineTable } from "./QuarantineTable";
import { text } from "./text";
import { mostAtOnce, saveRaw } from "./useRecords";

const states = ["open", "resubmitted", "all"] as const;
const dues = ["", "late", "today", "soon", "week", "none"] as const;
const shape = { state: oneOf(states, "open"), resource: word(), receipt: word(), due: oneOf(dues, "") };
type Filter = ReturnType<typeof useUrlState<{ state: (typeof states)[number]; resource: string; receipt: string; due: (typeof dues)[number] }>>[0];

/** Quarantine lists what was refused, for correction. */
export function Component() {
  const t = useText(text);
  const [filter, setFilter] = useUrlState(shape);
  const edits = useMay({ actions: ["quarantine.edit"] });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const save = useMutation({ mutationFn: saveRaw });
  const change = (next: Partial<Filter>) => {
    setSelected(new Set());
    setFilter(next);
  };
  const table = (rows: readonly Quarantined[]) => <QuarantineTable rows={rows} selected={selected} onSelect={setSelected} onSave={save.mutate} edits={edits} most={mostAtOnce} />;
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Filters filter={filter} onChange={change} />
      {save.error !== null && <FaultView error={save.error} />}
      <section className="cx-card">
        {edits && <Selection selected={selected} onClear={() => setSelected(new Set())} />}
        {filter.due === "" ? <ByTime filter={filter} table={table} /> : <ByTerm filter={filter} table={table} />}
      </section>
    </Page>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (next: Partial<Filter>) => void }) {
  const t = useText(text);
  const area = useText(areaText);
  return (
    <div className="ag-filters">
      <div>
        <label htmlFor="q-state">{t("state")}</label>
        <Select
          id="q-state"
          className="ag-short"
          value={filter.state}
          options={states.map((s) => ({ value: s, label: s === "all" ? t("stateAll") : area(`state_${s}`) }))}
          // Only what is open has time left.
          onChange={(state) => onChange(state === "open" ? { state } : { state, due: "" })}
        />
      </div>
      <div>
        <label htmlFor="q-resource">{t("resource")}</label>
        <ResourceSelect id="q-resource" value={filter.resource} onChange={(resource) => onChange({ resource })} all />
      </div>
      <div>
        <label htmlFor="q-due">{t("due")}</label>
        <Select id="q-due" className="ag-short" value={filter.due} disabled={filter.state !== "open"} options={dues.map((d) => ({ value: d, label: t(`due_${d === "" ? "all" : d}`) }))} onChange={(due) => onChange({ due })} />
      </div>
      {filter.receipt !== "" && (
        <p className="ag-of-receipt">
          {t("ofReceipt", { id: filter.receipt })}
          <button type="button" className="cx-text-button" onClick={() => onChange({ receipt: "" })}>
            {t("clear")}
          </button>
        </p>
      )}
    </div>
  );
}

function Selection({ selected, onClear }: { selected: ReadonlySet<string>; onClear: () => void }) {
  const t = useText(text);
  const lang = useLang();
  const navigate = useNavigate();
  const n = formatNumber(selected.size, lang);
  return (
    <div className="ag-selection">
      <Button type="primary" disabled={selected.size === 0} onClick={() => void navigate(`/agency/quarantine/correct?ids=${[...selected].map(encodeURIComponent).join(",")}`)}>
        {t("fixMany", { n })}
      </Button>
      <span role="status">{selected.size === 0 ? t("otherResource") : t("selected", { n })}</span>
      {selected.size > 0 && (
        <button type="button" className="cx-text-button" onClick={onClear}>
          {t("unselect")}
        </button>
      )}
      {selected.size >= mostAtOnce && <span className="cx-muted">{t("mostSelected", { n: mostAtOnce })}</span>}
    </div>
  );
}

interface ListProps {
  filter: Filter;
  table: (rows: readonly Quarantined[]) => React.ReactNode;
}

/** ByTime lists the newest first, page by page. */
function ByTime({ filter, table }: ListProps) {
  const { state, resource, receipt } = filter;
  // The reasons come as sentences in the language of the page.
  const lang = useLang();
  const list = useCursorList(["agency", "quarantine", "list", state, resource, receipt, lang], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/quarantine", { params: { query: { state: state === "all" ? "" : state, resource, receipt, cursor, limit: 50 } }, signal }));
    return { rows: page.items, next: page.next_cursor };
  });
  return (
    <CursorList list={list} empty={<Nothing filter={filter} />}>
      {table}
    </CursorList>
  );
}

/** ByTerm lists what is open with so much time left, the most urgent first. */
function ByTerm({ filter, table }: ListProps) {
  const t = useText(text);
  const lang = useLang();
  const query = useOpenQuarantine();
  return (
    <AsyncView query={query} lines={8}>
      {(q) => {
        const rows = q.items.filter((i) => dueOf(i) === filter.due && (filter.resource === "" || i.resource === filter.resource) && (filter.receipt === "" || i.receipt === filter.receipt));
        return (
          <>
            {rows.length === 0 ? <Nothing filter={filter} /> : table(rows)}
            {q.open > openMost && <p className="cx-muted">{t("dueMost", { n: formatNumber(openMost, lang) })}</p>}
          </>
        );
      }}
    </AsyncView>
  );
}

function Nothing({ filter }: { filter: Filter }) {
  const t = useText(text);
  const plain = filter.state === "open" && filter.resource === "" && filter.receipt === "" && filter.due === "";
  return <EmptyState why={t(plain ? "emptyOpen" : "emptyFilter")} todo={t(plain ? "emptyOpenTodo" : "emptyFilterTodo")} />;
}
