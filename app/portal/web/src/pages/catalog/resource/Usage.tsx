import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { EmptyState } from "../../../components/EmptyState";
import { DateOnly, Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { oneOf, useUrlState } from "../../../lib/urlState";
import { text } from "./text";

const ranges = ["30", "90", "365"] as const;
const shape = { days: oneOf(ranges, "30") };

/** Usage lists the agencies that were given records of the resource, as the ledger has it. */
export function Usage({ code }: { code: string }) {
  const t = useText(text);
  const lang = useLang();
  const [{ days }, set] = useUrlState<{ days: (typeof ranges)[number] }>(shape);
  const query = useQuery({
    queryKey: ["usage", code, days],
    queryFn: ({ signal }) => fetchData(api.GET("/v1/catalog/resources/{code}/usage", { params: { path: { code }, query: { days: Number(days) } }, signal })),
  });
  return (
    <section className="cx-card">
      <div className="cx-row ct-denied" role="group" aria-label={t("days")}>
        {ranges.map((d) => (
          <button key={d} type="button" className={d === days ? "cx-button ct-primary" : "cx-button"} aria-pressed={d === days} onClick={() => set({ days: d })}>
            {t("daysN", { n: d })}
          </button>
        ))}
      </div>
      <AsyncView query={query} empty={(r) => (r.uses.length === 0 ? <EmptyState why={t("noUsage", { n: days })} todo={t("noUsageTodo")} /> : null)}>
        {(r) => (
          <>
            {r.rounded ? <p className="cx-muted">{t("rounded")}</p> : null}
            <table className="ct-table">
              <caption>{t("usageCaption", { n: r.days })}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("agency")}</th>
                  <th scope="col" className="cx-num">{t("queries")}</th>
                  <th scope="col" className="cx-num">{t("given")}</th>
                  <th scope="col">{t("last")}</th>
                </tr>
              </thead>
              <tbody>
                {r.uses.map((u) => (
                  <tr key={u.agency}>
                    <th scope="row">{u.agency_name || u.agency}</th>
                    <td className="cx-num">{formatNumber(u.queries, lang)}</td>
                    <td className="cx-num">{formatNumber(u.records, lang)}</td>
                    <td>
                      {r.rounded ? <DateOnly date={u.last.slice(0, 10)} /> : <Time at={u.last} />}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </AsyncView>
    </section>
  );
}
