import { Button } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, fetchData } from "../../../api/client";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { useText } from "../../../lib/text";
import { text as q, useUrlState } from "../../../lib/urlState";
import { Done, useDone, type Act } from "../Done";
import { OfficePage } from "../OfficePage";
import { SearchBar } from "../SearchBar";
import { text as areaText } from "../text";
import { AgencyDialog, type Agency } from "./AgencyDialog";
import { AgencyTable } from "./AgencyTable";
import { text } from "./text";

const shape = { q: q() };

/** Agencies lists the bodies of the exchange; the system administrator adds, edits and disables them. */
export function Component() {
  const t = useText(text);
  const [editing, setEditing] = useState<Agency | "new" | null>(null);
  return (
    <OfficePage
      title={t("title")}
      intro={t("intro")}
      action="agency.read"
      edit="agency.edit"
      office="system_admin"
      extra={
        <Button type="primary" onClick={() => { setEditing("new"); }}>
          {t("add")}
        </Button>
      }
    >
      <List editing={editing} onEdit={setEditing} />
    </OfficePage>
  );
}

function List({ editing, onEdit }: { editing: Agency | "new" | null; onEdit: (agency: Agency | null) => void }) {
  const t = useText(text);
  const a = useText(areaText);
  const queries = useQueryClient();
  const [filter, setFilter] = useUrlState<{ q: string }>(shape);
  const [act, say] = useDone();
  const list = useCursorList(["agencies", "list", filter], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/agencies", { params: { query: { query: filter.q, cursor, limit: 100 } }, signal }));
    return { rows: page.agencies, next: page.next_cursor };
  });
  const done = (what: Act) => {
    say(what);
    void queries.invalidateQueries({ queryKey: ["agencies"] });
  };
  return (
    <>
      <Done act={act} />
      <SearchBar label={t("search")} value={filter.q} onSearch={(next) => { setFilter({ q: next }); }} onClear={filter.q === "" ? undefined : () => { setFilter({ q: "" }); }} />
      <CursorList list={list} empty={filter.q === "" ? <EmptyState why={t("empty")} todo={t("emptyTodo")} /> : <EmptyState why={a("noMatch")} todo={a("noMatchTodo")} />}>
        {(rows) => <AgencyTable rows={rows} onEdit={onEdit} onDone={done} />}
      </CursorList>
      {editing !== null && <AgencyDialog agency={editing === "new" ? null : editing} onClose={() => { onEdit(null); }} onDone={done} />}
    </>
  );
}
