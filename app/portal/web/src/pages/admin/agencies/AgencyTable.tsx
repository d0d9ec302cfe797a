import { api, fetchAnswer } from "../../../api/client";
import { Code } from "../../../components/Code";
import { ConfirmAction } from "../../../components/ConfirmAction";
import { StatusTag } from "../../../components/StatusTag";
import { useDivisionName } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { useMay } from "../../../lib/useMe";
import type { Act } from "../Done";
import { text as areaText } from "../text";
import { shortestWhy } from "../WhyField";
import { kindsOf, type Agency } from "./AgencyDialog";
import { text } from "./text";

interface Props {
  rows: Agency[];
  onEdit: (agency: Agency) => void;
  onDone: (act: Act) => void;
}

/** AgencyTable lists agencies with what may be done to them. */
export function AgencyTable({ rows, onEdit, onDone }: Props) {
  const t = useText(text);
  const a = useText(areaText);
  const edits = useMay({ actions: ["agency.edit"] });
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-card ad-list" tabIndex={0} role="region" aria-label={t("caption")}>
      <table className="cx-table ad-table">
        <caption className="cx-hidden">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("name")}</th>
            <th scope="col">{t("code")}</th>
            <th scope="col">{t("uscc")}</th>
            <th scope="col">{t("division")}</th>
            <th scope="col">{t("kind")}</th>
            <th scope="col">{a("status")}</th>
            {edits && <th scope="col">{a("actions")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((agency) => (
            <Row key={agency.code} agency={agency} edits={edits} onEdit={onEdit} onDone={onDone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ agency, edits, onEdit, onDone }: { agency: Agency; edits: boolean } & Pick<Props, "onEdit" | "onDone">) {
  const t = useText(text);
  const division = useDivisionName();
  const kind = kindsOf.find((k) => k === agency.kind);
  return (
    <tr>
      <th scope="row">{agency.name}</th>
      <td><code>{agency.code}</code></td>
      <td>{agency.uscc !== "" && <Code>{agency.uscc}</Code>}</td>
      <td>
        {division(agency.division)} <span className="cx-muted">{agency.division}</span>
      </td>
      <td>{kind === undefined ? agency.kind : t(kind)}</td>
      <td>
        <StatusTag tone={agency.disabled ? "neutral" : "ok"}>{t(agency.disabled ? "disabled" : "enabled")}</StatusTag>
      </td>
      {edits && (
        <td className="ad-ways">
          <button type="button" className="cx-text-button" aria-label={`${t("edit")} ${agency.name}`} onClick={() => { onEdit(agency); }}>
            {t("edit")}
          </button>
          <Switch agency={agency} onDone={onDone} />
        </td>
      )}
    </tr>
  );
}

/** Switch disables or enables an agency, with the reason. */
function Switch({ agency, onDone }: { agency: Agency; onDone: (act: Act) => void }) {
  const t = useText(text);
  const disable = !agency.disabled;
  const { name } = agency;
  return (
    <ConfirmAction
      title={t(disable ? "disableTitle" : "enableTitle", { name })}
      description={<p>{t(disable ? "disableText" : "enableText")}</p>}
      ok={t(disable ? "disable" : "enable")}
      danger={disable}
      why={shortestWhy}
      onConfirm={async (why) => {
        const { evidence } = await fetchAnswer(api.POST("/v1/agencies", { body: { ...agency, disabled: disable, why } }));
        onDone({ said: t(disable ? "disabledDone" : "enabledDone", { name }), evidence });
      }}
    >
      {(open) => (
        <button type="button" className="cx-text-button" aria-label={`${t(disable ? "disable" : "enable")} ${name}`} onClick={open}>
          {t(disable ? "disable" : "enable")}
        </button>
      )}
    </ConfirmAction>
  );
}
