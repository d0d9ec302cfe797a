import { EmptyState } from "../../../components/EmptyState";
import { formatBytes, formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import type { Overview } from "./samples";
import { text } from "./text";

const known = ["clickhouse", "kafka", "sql"] as const;

/** Stores lists what is on disk. */
export function Stores({ overview }: { overview: Overview }) {
  const t = useText(text);
  const lang = useLang();
  const nameOf = (name: string) => {
    const key = known.find((k) => k === name);
    return key !== undefined ? t(key) : name === "ledger" ? t("ledgerTitle") : name;
  };
  return (
    <section className="cx-card" aria-labelledby="stores">
      <h2 id="stores">{t("stores")}</h2>
      {overview.stores.length === 0 ? (
        <EmptyState why={t("noStores")} todo={t("noStoresTodo")} />
      ) : (
        <table className="cx-table ad-table">
          <caption className="cx-hidden">{t("stores")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("store")}</th>
              <th scope="col">{t("engine")}</th>
              <th scope="col" className="ad-num">{t("bytes")}</th>
              <th scope="col" className="ad-num">{t("rows")}</th>
            </tr>
          </thead>
          <tbody>
            {overview.stores.map((s) => (
              <tr key={s.name}>
                <th scope="row">
                  {nameOf(s.name)} <span className="cx-muted">{s.name}</span>
                </th>
                <td>
                  {s.engine} <span className="cx-muted">{s.version}</span>
                </td>
                <td className="ad-num">{formatBytes(s.bytes, lang)}</td>
                <td className="ad-num">{s.rows === "0" ? "–" : formatNumber(s.rows, lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
