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
import { RolesDialog } from "../roles/RolesDialog";
import { ShownOnce } from "../ShownOnce";
import { text as areaText } from "../text";
import { IssueDialog } from "./IssueDialog";
import { KeyTable } from "./KeyTable";
import { text } from "./text";

export type Key = Schema<"access.v1.Key">;
export type Issued = Schema<"access.v1.IssueKeyReply">;

const shape = { q: word(), agency: word() };

/** Keys lists the keys of programs; the system administrator issues and revokes them. */
export function Component() {
  const t = useText(text);
  const [adding, setAdding] = useState(false);
  return (
    <OfficePage
      title={t("title")}
      intro={t("intro")}
      action="key.read"
      edit="key.edit"
      office="system_admin"
      extra={
        <Button type="primary" onClick={() => { setAdding(true); }}>
          {t("issue")}
        </Button>
      }
    >
      <List adding={adding} onAdded={() => { setAdding(false); }} />
    </OfficePage>
  );
}

function List({ adding, onAdded }: { adding: boolean; onAdded: () => void }) {
  const t = useText(text);
  const a = useText(areaText);
  const queries = useQueryClient();
  const agencies = useAgencyNames();
  const [filter, setFilter] = useUrlState<{ q: string; agency: string }>(shape);
  const [act, say] = useDone();
  // The secret is in memory only, until its dialog is closed.
  const [issued, setIssued] = useState<Issued | null>(null);
  const [editing, setEditing] = useState<Key | null>(null);
  const list = useCursorList(["keys", "list", filter], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/keys", { params: { query: { query: filter.q, agency: filter.agency, cursor, limit: 100 } }, signal }));
    return { rows: page.keys, next: page.next_cursor };
  });
  const done = (what: Act) => {
    say(what);
    void queries.invalidateQueries({ queryKey: ["keys"] });
  };
  const filtered = filter.q !== "" || filter.agency !== "";
  return (
    <>
      <Done act={act} />
      <SearchBar label={t("search")} value={filter.q} onSearch={(q) => { setFilter({ q }); }} onClear={filtered ? () => { setFilter({ q: "", agency: "" }); } : undefined}>
        <Pick label={t("agency")} value={filter.agency} options={[...agencies]} onChange={(agency) => { setFilter({ agency }); }} />
      </SearchBar>
      <CursorList list={list} empty={filtered ? <EmptyState why={a("noMatch")} todo={a("noMatchTodo")} /> : <EmptyState why={t("empty")} todo={t("emptyTodo")} />}>
        {(rows) => <KeyTable rows={rows} onDone={done} onRoles={setEditing} />}
      </CursorList>
      {adding && <IssueDialog onClose={onAdded} onDone={done} onIssued={setIssued} />}
      {editing !== null && (
        <RolesDialog holder={{ id: editing.id, name: editing.label, agency: editing.agency, roles: editing.roles, key: true, subject: "" }} onClose={() => { setEditing(null); }} onDone={done} />
      )}
      {issued !== null && (
        <ShownOnce
          title={t("secretTitle")}
          secrets={[[t("secret"), issued.secret], [t("kafka"), issued.kafka_username], [t("keyId"), issued.key?.id ?? ""]]}
          onClose={() => { setIssued(null); }}
        />
      )}
    </>
  );
}
