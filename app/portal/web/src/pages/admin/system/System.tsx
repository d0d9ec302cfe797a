import { Button } from "antd";
import { AsyncView } from "../../../components/AsyncView";
import { StatusTag } from "../../../components/StatusTag";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { OfficePage } from "../OfficePage";
import { LedgerPart } from "./LedgerPart";
import { LiveCharts } from "./LiveCharts";
import { Processes } from "./Processes";
import type { Overview } from "./samples";
import { Stores } from "./Stores";
import { text } from "./text";
import { useLive, type Live } from "./useLive";

/** System shows the state of the installation as it is now. */
export function Component() {
  const t = useText(text);
  return (
    <OfficePage title={t("title")} intro={t("intro")} action="metrics.read" office="system_admin">
      <LiveState />
    </OfficePage>
  );
}

function LiveState() {
  const state = useLive();
  const { query, shown } = state;
  return (
    <AsyncView query={shown === undefined ? query : { ...query, data: shown, error: null }} lines={10}>
      {(v) => (
        <>
          <Control state={state} />
          <Figures overview={v} />
          <LiveCharts samples={state.samples} />
          <Processes overview={v} />
          <div className="ad-columns">
            <Stores overview={v} />
            <LedgerPart overview={v} />
          </div>
        </>
      )}
    </AsyncView>
  );
}

const tones = { live: "ok", waiting: "neutral", cut: "danger" } as const;

/** Control pauses what moves by itself. */
function Control({ state }: { state: Live }) {
  const t = useText(text);
  const { paused, shown } = state;
  return (
    <div className="ad-control">
      <StatusTag tone={paused ? "warn" : tones[state.state]}>{t(paused ? "paused" : state.state)}</StatusTag>
      <span className="cx-muted">{t("asOf")}</span> <Time at={shown?.at} />
      <Button onClick={() => { state.pause(!paused); }}>{t(paused ? "resume" : "pause")}</Button>
    </div>
  );
}

function Figures({ overview: v }: { overview: Overview }) {
  const t = useText(text);
  const lang = useLang();
  const figures = [
    ["lag", formatNumber(v.lag, lang), t("lagHint")],
    ["stored", formatNumber(v.stored, lang), t("storedHint")],
    ["quarantined", formatNumber(v.quarantined, lang), ""],
    ["ledger", formatNumber(v.ledger?.size, lang), ""],
    ["pending", formatNumber(v.ledger?.pending, lang), t("pendingHint")],
    ["p90", t("ms", { n: formatNumber(v.p90_ms, lang, 1) }), ""],
  ] as const;
  return (
    <dl className="ad-figures" aria-label={t("figures")}>
      {figures.map(([name, value, hint]) => (
        <div key={name} className="cx-figure" data-figure={name}>
          <dt>{t(name)}</dt>
          <dd>
            <b>{value}</b>
            {hint !== "" && <small className="cx-muted">{hint}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
