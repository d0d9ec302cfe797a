import { StatusTag } from "../../../components/StatusTag";
import { Time } from "../../../components/Time";
import { formatBytes, formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { notReady, type Overview } from "./samples";
import { text } from "./text";

type Process = Overview["processes"][number];

/** Processes lists each process with its modules and whether they are ready. */
export function Processes({ overview }: { overview: Overview }) {
  const t = useText(text);
  const missing = notReady(overview);
  return (
    <section className="cx-card" aria-labelledby="processes">
      <h2 id="processes">
        {t("processes")} <StatusTag tone={missing === 0 ? "ok" : "danger"}>{missing === 0 ? t("allReady") : t("someNot", { n: missing })}</StatusTag>
      </h2>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="cx-scroll" tabIndex={0} role="region" aria-label={t("processes")}>
        <table className="cx-table ad-table">
          <caption className="cx-hidden">{t("processes")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("address")}</th>
              <th scope="col">{t("modules")}</th>
              <th scope="col">{t("version")}</th>
              <th scope="col">{t("started")}</th>
              <th scope="col" className="ad-num">{t("memory")}</th>
              <th scope="col" className="ad-num">{t("cpu")}</th>
            </tr>
          </thead>
          <tbody>
            {overview.processes.map((p) => (
              <Row key={p.address} process={p} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ process: p }: { process: Process }) {
  const t = useText(text);
  const lang = useLang();
  return (
    <tr>
      <th scope="row">
        <code>{p.address}</code> <StatusTag tone={p.reachable ? "ok" : "danger"}>{t(p.reachable ? "reachable" : "unreachable")}</StatusTag>
      </th>
      <td>
        <ul className="ad-modules">
          {p.modules.map((m) => (
            <li key={m.name}>
              <StatusTag tone={m.ready ? "ok" : "danger"}>
                {m.name}
                <span className="cx-hidden"> {t(m.ready ? "ready" : "notReady")}</span>
              </StatusTag>
              {!m.ready && <small className="ad-wrong">{m.message || t("notReady")}</small>}
            </li>
          ))}
        </ul>
      </td>
      <td>
        {p.version} <span className="cx-muted">{p.go_version}</span>
      </td>
      <td><Time at={p.started_at} /></td>
      <td className="ad-num">{formatBytes(p.memory_bytes, lang)}</td>
      <td className="ad-num">{t("seconds", { n: formatNumber(p.cpu_seconds, lang) })}</td>
    </tr>
  );
}
