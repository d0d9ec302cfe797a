import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { useText } from "../../../lib/text";
import { ReceiptTable } from "../receipts/ReceiptTable";
import { text } from "./text";

/** Latest shows what was pushed last. */
export function Latest() {
  const t = useText(text);
  const query = useQuery({ queryKey: ["agency", "receipts", "latest"], queryFn: ({ signal }) => fetchData(api.GET("/v1/receipts", { params: { query: { limit: 6 } }, signal })) });
  return (
    <section className="cx-card">
      <div className="ag-card-head">
        <h2>{t("receiptsTitle")}</h2>
        <Link to="/agency/receipts">{t("allReceipts")}</Link>
      </div>
      <AsyncView query={query} empty={(page) => (page.receipts.length === 0 ? <EmptyState why={t("receiptsEmpty")} todo={t("receiptsEmptyTodo")} /> : null)}>
        {(page) => <ReceiptTable receipts={page.receipts} caption={t("receiptsTitle")} compact />}
      </AsyncView>
    </section>
  );
}
