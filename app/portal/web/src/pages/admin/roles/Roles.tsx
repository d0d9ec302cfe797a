import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, fetchData } from "../../../api/client";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { useAgencyNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { text as word, useUrlState } from "../../../lib/urlState";
import { Done, useDone, type Act } from "../Done";
import { OfficePage } from "../OfficePage";
import { Pick, SearchBar } from "../SearchBar";
import { text as areaText } from "../text";
import type { Holder } from "./conflicts";
import { RolesDialog } from "./RolesDialog";
import { RoleTable } from "./RoleTable";
import { text } from "./text";

const shape = { q: word(), agency: word() };

/** Roles shows who holds which role; the security administrator gives and takes them. */
export function Component() {
  const t = useText(text);
  return (
    <OfficePage title={t("title")} intro={t("intro")} action="role.edit" office="security_admin">
      <Matrix />
    </OfficePage>
  );
}

function Matrix() {
  const t = useText(text);
  const a = useText(areaText);
  const queries = useQueryClient();
  const agencies = useAgencyNames();
  const [filter, setFilter] = useUrlState<{ q: string; agency: string }>(shape);
  const [act, say] = useDone();
  const [editing, setEditing] = useState<Holder | null>(null);
  const list = useCursorList(["people", "roles", filter], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/people", { params: { query: { query: filter.q, agency: filter.agency, cursor, limit: 100 } }, signal }));
    return { rows: page.people, next: page.next_cursor };
  });
  const done = (what: Act) => {
    say(what);
    void queries.invalidateQueries({ queryKey: ["people"] });
    void queries.invalidateQueries({ queryKey: ["policy"] });
  };
  const filtered = filter.q !== "" || filter.agency !== "";
  return (
    <>
      <Done act={act} />
      <SearchBar label={t("search")} value={filter.q} onSearch={(q) => { setFilter({ q }); }} onClear={filtered ? () => { setFilter({ q: "", agency: "" }); } : undefined}>
        <Pick label={t("agency")} value={filter.agency} options={[...agencies]} onChange={(agency) => { setFilter({ agency }); }} />
      </SearchBar>
      <CursorList list={list} empty={filtered ? <EmptyState why={a("noMatch")} todo={a("noMatchTodo")} /> : <EmptyState why={t("empty")} todo={t("emptyTodo")} />}>
        {(rows) => <RoleTable rows={rows} onEdit={(p) => { setEditing({ ...p, key: false }); }} />}
      </CursorList>
      {editing !== null && <RolesDialog holder={editing} onClose={() => { setEditing(null); }} onDone={done} />}
    </>
  );
}
