import { Link, useParams } from "react-router";
import { CursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import "../agency.css";
import { Counts } from "../shared/Counts";
import { Facts } from "./Facts";
import { Outcomes } from "./Outcomes";
import { text } from "./text";
import { useReceipt, type Receipt } from "./useReceipt";

/** ReceiptPage shows one receipt with its findings, page by page. */
export function Component() {
  const t = useText(text);
  const { id = "" } = useParams();
  const query = useReceipt(id);
  const receipt = query.data?.pages[0];
  const rows = query.data?.pages.flatMap((p) => p.outcomes) ?? [];
  return (
    <Page
      title={t("receipt", { id })}
      intro={<Link to="/agency/receipts">← {t("back")}</Link>}
      extra={
        receipt !== undefined && Number(receipt.refused) > 0 ? (
          <Link className="cx-button ag-primary" to={`/agency/quarantine?receipt=${encodeURIComponent(id)}`}>
            {t("toQuarantine")}
          </Link>
        ) : undefined
      }
    >
      {receipt !== undefined && <Summary receipt={receipt} />}
      <section className="cx-card">
        <h2>{t("outcomes")}</h2>
        <CursorList list={{ rows, pages: [], query }} empty={<NoOutcome state={receipt?.state ?? ""} />}>
          {(outcomes) => <Outcomes outcomes={outcomes} resource={receipt?.resource ?? ""} more={query.hasNextPage} />}
        </CursorList>
      </section>
    </Page>
  );
}

/** NoOutcome tells a push without findings from one that is not done. */
function NoOutcome({ state }: { state: string }) {
  const t = useText(text);
  if (state === "running") return <EmptyState why={t("noOutcomesYet")} todo={t("noOutcomesYetTodo")} />;
  if (state === "interrupted") return <EmptyState why={t("noOutcomesCut")} todo={t("noOutcomesCutTodo")} />;
  return <EmptyState why={t("noOutcomes")} todo={t("noOutcomesTodo")} />;
}

function Summary({ receipt }: { receipt: Receipt }) {
  const t = useText(text);
  return (
    <>
      {receipt.state === "interrupted" && <p className="ag-caution ag-block">{t("interrupted")}</p>}
      {receipt.state === "running" && <p className="cx-note ag-block">{t("running")}</p>}
      <section className="cx-card">
        <h2 className="cx-hidden">{t("facts")}</h2>
        <Counts counts={receipt} />
        <Facts receipt={receipt} />
      </section>
    </>
  );
}
