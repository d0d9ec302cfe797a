import { Segmented } from "antd";
import { Link } from "react-router";
import { StatusTag } from "../../../components/StatusTag";
import { useText } from "../../../lib/text";
import { oneOf, useUrlState } from "../../../lib/urlState";
import { itemFinder, itemTitle, useResource } from "../shared/useResources";
import { text as areaText } from "../text";
import { text } from "./text";
import type { Outcome } from "./useReceipt";

const kinds = ["all", "refused", "hinted"] as const;
type Kind = (typeof kinds)[number];
const shape = { show: oneOf(kinds, "all") };

interface Props {
  outcomes: readonly Outcome[];
  resource: string;
  /** Whether there are more to load. */
  more: boolean;
}

/** Outcomes lists the findings of a receipt that are loaded. */
export function Outcomes({ outcomes, resource, more }: Props) {
  const t = useText(text);
  const [{ show: kind }, set] = useUrlState<{ show: Kind }>(shape);
  const items = useResource(resource).data?.items ?? [];
  const find = itemFinder(items);
  const shown = kind === "all" ? outcomes : outcomes.filter((o) => (o.status === "refused") === (kind === "refused"));
  return (
    <>
      <Segmented
        className="ag-segmented"
        aria-label={t("show")}
        value={kind}
        onChange={(show: Kind) => set({ show })}
        options={[
          { value: "all", label: t("all") },
          { value: "refused", label: t("onlyRefused") },
          { value: "hinted", label: t("onlyHinted") },
        ]}
      />
      {shown.length === 0 && more && <p className="cx-muted">{t("onlyLoaded")}</p>}
      <div className="cx-scroll">
        <table className="cx-table ag-table">
          <caption className="cx-hidden">{t("outcomesList")}</caption>
          <thead>
            <tr>
              <th scope="col" className="ag-right">
                {t("line")}
              </th>
              <th scope="col">{t("kind")}</th>
              <th scope="col">{t("item")}</th>
              <th scope="col">{t("message")}</th>
              <th scope="col">{t("next")}</th>
              <th scope="col">{t("quarantineId")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((o, i) => {
              const item = items[find(o.field)];
              return <Row key={i} outcome={o} item={item === undefined ? o.field : itemTitle(item)} />;
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row({ outcome: o, item }: { outcome: Outcome; item: string }) {
  const t = useText(text);
  const area = useText(areaText);
  const refused = o.status === "refused";
  return (
    <tr>
      <td className="ag-right">{o.line}</td>
      <td>
        <StatusTag tone={refused ? "danger" : "warn"}>{t(refused ? "kind_refused" : "kind_accepted")}</StatusTag>
      </td>
      <td>{item === "" ? area("wholeRow") : item}</td>
      <td className="ag-wrap">
        {o.message} <code className="cx-muted">{o.reason}</code>
      </td>
      <td className="ag-wrap">{o.next_step}</td>
      <td>
        {o.quarantine_id !== "" && (
          <Link to={`/agency/quarantine/correct?ids=${encodeURIComponent(o.quarantine_id)}`} aria-label={`${t("fix")} ${area("line", { n: o.line })}`}>
            {t("fix")}
          </Link>
        )}
      </td>
    </tr>
  );
}
