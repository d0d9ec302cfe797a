import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import { text as word, useUrlState } from "../../../lib/urlState";
import "../agency.css";
import { ResourceSelect } from "../shared/ResourceSelect";
import { ReceiptTable } from "./ReceiptTable";
import { text } from "./text";

const shape = { resource: word() };

/** Receipts lists what became of the agency's pushes. */
export function Component() {
  const t = useText(text);
  const [{ resource }, setFilter] = useUrlState(shape);
  const list = useCursorList(["agency", "receipts", resource], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/receipts", { params: { query: { resource, cursor, limit: 50 } }, signal }));
    return { rows: page.receipts, next: page.next_cursor };
  });
  const empty =
    resource === "" ? (
      <EmptyState
        why={t("empty")}
        todo={t("emptyTodo")}
        action={
          <Link className="cx-button" to="/agency/push">
            {t("push")}
          </Link>
        }
      />
    ) : (
      <EmptyState why={t("emptyFiltered")} todo={t("emptyFilteredTodo")} />
    );
  return (
    <Page title={t("title")} intro={t("intro")}>
      <div className="ag-filters">
        <div>
          <label htmlFor="receipts-resource">{t("filter")}</label>
          <ResourceSelect id="receipts-resource" value={resource} onChange={(code) => setFilter({ resource: code })} all />
        </div>
      </div>
      <section className="cx-card">
        <CursorList list={list} empty={empty}>
          {(rows) => <ReceiptTable receipts={rows} caption={t("list")} />}
        </CursorList>
      </section>
    </Page>
  );
}
