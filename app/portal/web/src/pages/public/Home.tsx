import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../../api/client";
import { AsyncView } from "../../components/AsyncView";
import { Page } from "../../components/Page";
import { Time } from "../../components/Time";
import { formatNumber } from "../../lib/format";
import { useLang, useText } from "../../lib/text";
import { text } from "./text";

/** Home is the first page of the public: what there is, in figures. */
export function Component() {
  const t = useText(text);
  const lang = useLang();
  const query = useQuery({ queryKey: ["statistics"], queryFn: () => fetchData(api.GET("/v1/public/statistics")) });
  return (
    <Page title={t("title")} intro={t("intro")}>
      <AsyncView query={query}>
        {(s) => (
          <div className="cx-stack">
            <div className="cx-grid">
              <Figure value={formatNumber(s.organisations, lang)} name={t("organisations")} />
              <Figure value={formatNumber(s.records, lang)} name={t("records")} />
              <Figure value={formatNumber(s.rows.length, lang)} name={t("resources")} />
            </div>
            <p className="cx-muted">
              {t("at")} <Time at={s.at} />
            </p>
          </div>
        )}
      </AsyncView>
    </Page>
  );
}

function Figure({ value, name }: { value: string; name: string }) {
  return (
    <div className="cx-figure">
      <b>{value}</b>
      <span>{name}</span>
    </div>
  );
}
