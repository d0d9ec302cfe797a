import { Button, Switch } from "antd";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { Code } from "../../../components/Code";
import { ConfirmAction } from "../../../components/ConfirmAction";
import { EmptyState } from "../../../components/EmptyState";
import { StatusTag, type Tone } from "../../../components/StatusTag";
import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { flag, useUrlState } from "../../../lib/urlState";
import { useMay } from "../../../lib/useMe";
import { keyStateOf, type Key, type KeyState } from "./examples";
import { IssueKey } from "./IssueKey";
import { text } from "./text";
import { useKeys, useKeysChanged } from "./useKeys";

/** A reason for the ledger has at least so many characters. */
const whyLeast = 4;
const shape = { ended: flag() };
const tones: Record<KeyState, Tone> = { live: "ok", revoked: "neutral", expired: "neutral" };

/** Keys lists the agency's keys, issues and revokes them. */
export function Keys() {
  const t = useText(text);
  const edits = useMay({ actions: ["agency_key.edit"] });
  const query = useKeys();
  const [{ ended }, set] = useUrlState(shape);
  return (
    <section className="cx-card">
      <div className="ag-card-head">
        <h2>{t("keysTitle")}</h2>
        <span className="cx-row">
          <span className="ag-toggle">
            <Switch id="keys-ended" size="small" checked={ended} onChange={(on) => { set({ ended: on }); }} />
            <label htmlFor="keys-ended">{t("showRevoked")}</label>
          </span>
          {edits && <IssueKey />}
        </span>
      </div>
      <p className="cx-muted ag-block">{t("keysHint")}</p>
      <AsyncView query={query} lines={4}>
        {(keys) => {
          const shown = keys.filter((k) => ended || keyStateOf(k, new Date()) === "live");
          return shown.length === 0 ? <EmptyState why={t("keysEmpty")} todo={t("keysEmptyTodo")} /> : <Table keys={shown} edits={edits} />;
        }}
      </AsyncView>
    </section>
  );
}

function Table({ keys, edits }: { keys: readonly Key[]; edits: boolean }) {
  const t = useText(text);
  return (
    <div className="cx-scroll">
      <table className="cx-table ag-table">
        <caption className="cx-hidden">{t("keysList")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("label")}</th>
            <th scope="col">{t("id")}</th>
            <th scope="col">{t("created")}</th>
            <th scope="col">{t("expires")}</th>
            <th scope="col">{t("state")}</th>
            {edits && <th scope="col">{t("ways")}</th>}
          </tr>
        </thead>
        <tbody>
          {keys.map((k) => (
            <Row key={k.id} entry={k} edits={edits} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ entry: k, edits }: { entry: Key; edits: boolean }) {
  const t = useText(text);
  const changed = useKeysChanged();
  const state = keyStateOf(k, new Date());
  return (
    <tr>
      <th scope="row" className="ag-wrap">
        {k.label}
      </th>
      <td>
        <Code>{k.id}</Code>
      </td>
      <td>
        <Time at={k.created_at} />
      </td>
      <td>{k.expires_at ? <Time at={k.expires_at} /> : <span className="cx-muted">{t("noExpiry")}</span>}</td>
      <td>
        <StatusTag tone={tones[state]}>{t(state)}</StatusTag>
      </td>
      {edits && (
        <td>
          {state === "live" && (
            <ConfirmAction
              title={t("revokeTitle", { label: k.label })}
              description={<p>{t("revokeText")}</p>}
              ok={t("revoke")}
              danger
              why={whyLeast}
              onConfirm={(why) => fetchData(api.POST("/v1/agency/keys/{id}:revoke", { params: { path: { id: k.id } }, body: { id: k.id, why } }))}
              onDone={changed}
            >
              {(open) => (
                <Button size="small" danger onClick={open} aria-label={`${t("revoke")} ${k.label}`}>
                  {t("revoke")}
                </Button>
              )}
            </ConfirmAction>
          )}
        </td>
      )}
    </tr>
  );
}
