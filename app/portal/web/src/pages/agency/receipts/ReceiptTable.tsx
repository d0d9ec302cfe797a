import { Link } from "react-router";
import { EvidenceTag } from "../../../components/EvidenceTag";
import { Time } from "../../../components/Time";
import type { Schema } from "../../../api/types";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { StateTag, useWords } from "../shared/states";
import { useResourceName } from "../shared/useResources";
import { text } from "./text";

type Receipt = Schema<"exchange.v1.Receipt">;

interface Props {
  receipts: readonly Receipt[];
  caption: string;
  /** Leaves out what a narrow place has no room for. */
  compact?: boolean;
}

/** ReceiptTable lists receipts; the time leads to each. */
export function ReceiptTable({ receipts, caption, compact = false }: Props) {
  const t = useText(text);
  const right = "ag-right";
  return (
    <div className="cx-scroll">
      <table className="cx-table ag-table">
        <caption className="cx-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t("time")}</th>
            <th scope="col">{t("resource")}</th>
            {!compact && <th scope="col">{t("way")}</th>}
            <th scope="col" className={right}>
              {t("received")}
            </th>
            {!compact && (
              <th scope="col" className={right}>
                {t("accepted")}
              </th>
            )}
            <th scope="col" className={right}>
              {t("refused")}
            </th>
            {!compact && (
              <>
                <th scope="col" className={right}>
                  {t("hinted")}
                </th>
                <th scope="col" className={right}>
                  {t("late")}
                </th>
              </>
            )}
            <th scope="col">{t("state")}</th>
            {!compact && <th scope="col">{t("evidence")}</th>}
          </tr>
        </thead>
        <tbody>
          {receipts.map((r) => (
            <Row key={r.id} receipt={r} compact={compact} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ receipt: r, compact }: { receipt: Receipt; compact: boolean }) {
  const t = useText(text);
  const words = useWords();
  const name = useResourceName();
  return (
    <tr>
      <td>
        <Link to={`/agency/receipts/${encodeURIComponent(r.id)}`} aria-label={t("open", { id: r.id })}>
          <Time at={r.received_at} relative={compact} />
        </Link>
      </td>
      <td>{r.resource === "" ? "—" : name(r.resource)}</td>
      {!compact && (
        <td>
          {words.channel(r.channel)}
          {r.op === "withdraw" && ` · ${words.op(r.op)}`}
        </td>
      )}
      <Count n={r.total} />
      {!compact && <Count n={r.accepted} />}
      <Count n={r.refused} tone="danger" />
      {!compact && (
        <>
          <Count n={r.hinted} tone="warn" />
          <Count n={r.late} tone="warn" />
        </>
      )}
      <td>
        <StateTag state={r.state} />
      </td>
      {!compact && (
        <td>
          <EvidenceTag index={r.evidence} bare />
        </td>
      )}
    </tr>
  );
}

function Count({ n, tone }: { n: string; tone?: "danger" | "warn" }) {
  const lang = useLang();
  const zero = Number(n) === 0;
  return <td className={`ag-right${zero ? " cx-muted" : tone === undefined ? "" : ` ag-${tone}`}`}>{formatNumber(n, lang)}</td>;
}
