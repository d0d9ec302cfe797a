import { Link } from "react-router";
import { AsyncView } from "../../../components/AsyncView";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import { useMay, useMe } from "../../../lib/useMe";
import "../agency.css";
import { Attention } from "./Attention";
import { Latest } from "./Latest";
import { ScoreCard } from "./ScoreCard";
import { text } from "./text";
import { Trend } from "./Trend";
import { useScores } from "./useScores";

/** Overview is where an agency's day begins: its score, what is due, what came in last. */
export function Component() {
  const t = useText(text);
  const me = useMe();
  const scored = useMay({ actions: ["quality.read"] });
  const held = useMay({ actions: ["quarantine.read"] });
  return (
    <Page title={t("title")} intro={`${me?.agency_name ?? ""} · ${t("intro")}`} extra={<Shortcuts />}>
      {scored && <Quality />}
      <div className="ag-two">
        {held && <Attention />}
        <Latest />
      </div>
    </Page>
  );
}

function Shortcuts() {
  const t = useText(text);
  const pushes = useMay({ actions: ["record.push"] });
  const keys = useMay({ actions: ["agency_key.read"] });
  return (
    <>
      {pushes && (
        <Link className="cx-button ag-primary" to="/agency/push">
          {t("push")}
        </Link>
      )}
      <Link className="cx-button" to="/agency/quarantine">
        {t("correct")}
      </Link>
      {keys && (
        <Link className="cx-button" to="/agency/connection">
          {t("connect")}
        </Link>
      )}
    </>
  );
}

function Quality() {
  const query = useScores();
  return (
    <AsyncView query={query} lines={7}>
      {({ months: [month, ...before], weights }) =>
        month === undefined ? null : (
          <div className="ag-quality">
            <ScoreCard month={month} previous={before[0]} rules={weights} />
            <Trend months={[month, ...before]} />
          </div>
        )
      }
    </AsyncView>
  );
}
