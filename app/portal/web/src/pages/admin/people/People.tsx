import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { useAgencyNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { text as word, useUrlState } from "../../../lib/urlState";
import { Done, useDone, type Act } from "../Done";
import { OfficePage } from "../OfficePage";
import { Pick, SearchBar } from "../SearchBar";
import { text as areaText } from "../text";
import { CreateDialog } from "./CreateDialog";
import { EnrolmentLink, type Enrolment } from "./EnrolmentLink";
import { PersonDrawer } from "./PersonDrawer";
import { PersonTable } from "./PersonTable";
import { text } from "./text";

export type Person = Schema<"access.v1.Person">;

const shape = { q: word(), agency: word() };

/** People lists who can log in; the system administrator makes accounts and ends them. */
export function Component() {
  const t = useText(text);
  const [adding, setAdding] = useState(false);
  return (
    <OfficePage
      title={t("title")}
      intro={t("intro")}
      action="person.read"
      edit="person.edit"
      office="system_admin"
      extra={
        <Button type="primary" onClick={() => { setAdding(true); }}>
          {t("add")}
        </Button>
      }
    >
      <List adding={adding} onAdded={() => { setAdding(false); }} />
    </OfficePage>
  );
}

function List({ adding, onAdded }: { adding: boolean; onAdded: () => void }) {
  const a = useText(areaText);
  const t = useText(text);
  const queries = useQueryClient();
  const agencies = useAgencyNames();
  const [filter, setFilter] = useUrlState<{ q: string; agency: string }>(shape);
  const [act, say] = useDone();
  const [open, setOpen] = useState<Person | null>(null);
  const [link, setLink] = useState<Enrolment | null>(null);
  const list = useCursorList(["people", "list", filter], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/people", { params: { query: { query: filter.q, agency: filter.agency, cursor, limit: 100 } }, signal }));
    return { rows: page.people, next: page.next_cursor };
  });
  const done = (what: Act) => {
    say(what);
    void queries.invalidateQueries({ queryKey: ["people"] });
  };
  const filtered = filter.q !== "" || filter.agency !== "";
  return (
    <>
      <Done act={act} />
      <SearchBar label={t("search")} value={filter.q} onSearch={(q) => { setFilter({ q }); }} onClear={filtered ? () => { setFilter({ q: "", agency: "" }); } : undefined}>
        <Pick label={t("agency")} value={filter.agency} options={[...agencies]} onChange={(agency) => { setFilter({ agency }); }} />
      </SearchBar>
      <CursorList list={list} empty={filtered ? <EmptyState why={a("noMatch")} todo={a("noMatchTodo")} /> : <EmptyState why={t("empty")} todo={t("emptyTodo")} />}>
        {(rows) => <PersonTable rows={rows} onOpen={setOpen} />}
      </CursorList>
      {open !== null && <PersonDrawer person={open} onChange={setOpen} onClose={() => { setOpen(null); }} onDone={done} onEnrolled={setLink} />}
      {adding && <CreateDialog onClose={onAdded} onDone={done} onEnrolled={setLink} />}
      {link !== null && <EnrolmentLink enrolment={link} onClose={() => { setLink(null); }} />}
    </>
  );
}
