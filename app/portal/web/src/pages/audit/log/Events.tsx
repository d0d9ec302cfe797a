import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import "../audit.css";
import { EventTable } from "./EventTable";
import { FilterBar } from "../filter/FilterBar";
import { cleared, searchOf } from "../filter/filter";
import { text } from "../text";
import { useFilter } from "../filter/useFilter";

/** Events is the access log. */
export function Component() {
  const t = useText(text);
  const { filter, query, change } = useFilter();
  const list = useCursorList(["audit", "events", query], async (cursor, signal) => {
    const page = await fetchData(api.GET("/v1/audit/events", { params: { query: { ...query, cursor, limit: 50 } }, signal }));
    return { rows: page.events, next: page.next_cursor };
  });
  return (
    <Page
      title={t("log")}
      intro={t("logIntro")}
      extra={
        <Link className="cx-button" to={`/audit${searchOf(filter)}`}>
          {t("title")}
        </Link>
      }
    >
      <FilterBar filter={filter} onChange={change} open />
      <CursorList
        list={list}
        empty={
          <EmptyState
            why={t("empty")}
            todo={t("emptyTodo")}
            action={
              <button type="button" className="cx-button" onClick={() => { change({ ...cleared, period: "all", from: "", to: "" }); }}>
                {t("clear")}
              </button>
            }
          />
        }
      >
        {(rows) => <EventTable rows={rows} />}
      </CursorList>
    </Page>
  );
}
