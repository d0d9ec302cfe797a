import type { ReactNode } from "react";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { text } from "./text";

export interface RankRow {
  key: string;
  name: ReactNode;
  count: number;
  denied?: number;
}

interface Props {
  caption: string;
  rows: RankRow[];
  /** Why there are none. */
  none: string;
}

/** Rank lists names by how many events they have; a bar shows the share of the highest. */
export function Rank({ caption, rows, none }: Props) {
  const t = useText(text);
  const lang = useLang();
  const most = Math.max(1, ...rows.map((r) => r.count));
  const denied = rows.some((r) => r.denied !== undefined);
  if (rows.length === 0) return <p className="cx-muted">{none}</p>;
  return (
    <table className="cx-table au-rank">
      <caption className="cx-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("name")}</th>
          <th scope="col" className="au-num">
            {t("count")}
          </th>
          {denied && (
            <th scope="col" className="au-num">
              {t("denied")}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((r) => (
          <tr key={r.key}>
            <th scope="row">
              {r.name}
              <span className="au-bar" aria-hidden="true" style={{ width: `${(100 * r.count) / most}%` }} />
            </th>
            <td className="au-num">{formatNumber(r.count, lang)}</td>
            {denied && <td className="au-num">{formatNumber(r.denied ?? 0, lang)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
