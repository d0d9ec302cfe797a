import { Button, Radio, Select } from "antd";
import { useText } from "../../../lib/text";
import { useMay } from "../../../lib/useMe";
import { ResourceSelect } from "../shared/ResourceSelect";
import { itemFinder, itemTitle, type Resource } from "../shared/useResources";
import { choose, takeFile, type PushState } from "./desk";
import { DropZone } from "./DropZone";
import { kindOf, type Charset, type Table } from "./reading/table";
import { text } from "./text";

interface Props {
  state: PushState;
  resource: Resource | undefined;
  /** The file as the preview read it. */
  table: Table | null;
  disabled: boolean;
  /** Begins the trial; null while it is not its time. */
  onCheck: (() => void) | null;
}

/** Choose asks for what is pushed: the resource, the operation, the file and how it is written. */
export function Choose({ state, resource, table, disabled, onCheck }: Props) {
  const t = useText(text);
  const { choice, file } = state;
  const ready = choice.resource !== "" && file !== null;
  return (
    <section className="cx-card ag-choose">
      <div className="ag-choose-what">
        <div className="ag-field">
          <label htmlFor="push-resource">{t("resource")}</label>
          <ResourceSelect id="push-resource" value={choice.resource} onChange={(code) => choose({ resource: code })} disabled={disabled} />
        </div>
        {choice.resource !== "" && <Templates code={choice.resource} />}
        <Operation state={state} resource={resource} disabled={disabled} />
      </div>
      <div className="ag-choose-file">
        <DropZone file={file} onFile={takeFile} disabled={disabled} />
        <How state={state} table={table} disabled={disabled} />
      </div>
      {onCheck !== null && (
        <div className="ag-go">
          {!ready && <span className="cx-muted">{t("checkNeed")}</span>}
          <Button type="primary" size="large" disabled={!ready} onClick={onCheck}>
            {t("check")}
          </Button>
        </div>
      )}
    </section>
  );
}

function Templates({ code }: { code: string }) {
  const t = useText(text);
  const path = `/portal/api/v1/catalog/resources/${encodeURIComponent(code)}/template`;
  return (
    <div className="ag-field">
      <span className="ag-label">{t("template")}</span>
      <div className="cx-row">
        <a className="cx-button" href={`${path}?format=xlsx`} download>
          {t("templateXlsx")}
        </a>
        <a className="cx-button" href={`${path}?header=zh`} download>
          {t("templateCsv")}
        </a>
      </div>
      <p className="cx-muted">{t("templateHint")}</p>
    </div>
  );
}

function Operation({ state, resource, disabled }: Pick<Props, "state" | "resource" | "disabled">) {
  const t = useText(text);
  const withdraws = useMay({ actions: ["record.withdraw"] });
  if (!withdraws) return null;
  const { op } = state.choice;
  return (
    <fieldset className="ag-field">
      <legend>{t("op")}</legend>
      <Radio.Group
        value={op}
        disabled={disabled}
        options={[
          { value: "upsert", label: t("opPush") },
          { value: "withdraw", label: t("opWithdraw") },
        ]}
        onChange={(e) => choose({ op: e.target.value === "withdraw" ? "withdraw" : "upsert" })}
      />
      {resource !== undefined && <p className={op === "withdraw" ? "ag-caution" : "cx-muted"}>{t(op === "withdraw" ? "opWithdrawHint" : "opPushHint", { key: keyOf(resource, t("subjectKey")) })}</p>}
    </fieldset>
  );
}

/** keyOf names the items that make a record what it is. */
function keyOf(resource: Resource, subject: string): string {
  const find = itemFinder(resource.items);
  return resource.natural_key
    .map((name) => {
      const item = resource.items[find(name)];
      return name === "@subject" ? subject : item === undefined ? name : itemTitle(item);
    })
    .join(" + ");
}

const charsetNames: Record<Charset, string> = { "utf-8": "UTF-8", gb18030: "GBK / GB18030" };

function How({ state, table, disabled }: Pick<Props, "state" | "table" | "disabled">) {
  const t = useText(text);
  const { choice, file } = state;
  const kind = file === null ? null : kindOf(file.name);
  if (kind === null) return null;
  if (kind === "xlsx") {
    const sheets = table?.sheets ?? [];
    if (sheets.length < 2 && choice.sheet === "") return null;
    return (
      <div className="ag-field ag-field-line">
        <label htmlFor="push-sheet">{t("sheet")}</label>
        <Select id="push-sheet" value={choice.sheet || sheets[0]} disabled={disabled} options={sheets.map((s) => ({ value: s, label: s }))} onChange={(sheet) => choose({ sheet: sheet === sheets[0] ? "" : sheet })} popupMatchSelectWidth={false} />
      </div>
    );
  }
  const found = table?.charset == null ? "…" : charsetNames[table.charset];
  return (
    <div className="ag-field ag-field-line">
      <label htmlFor="push-charset">{t("charset")}</label>
      <Select
        id="push-charset"
        value={choice.charset ?? ""}
        disabled={disabled}
        options={[
          { value: "", label: choice.charset === null ? t("charsetAuto", { found }) : t("charsetAuto", { found: "…" }) },
          { value: "utf-8", label: charsetNames["utf-8"] },
          { value: "gb18030", label: charsetNames.gb18030 },
        ]}
        onChange={(charset) => choose({ charset: charset === "utf-8" || charset === "gb18030" ? charset : null })}
        popupMatchSelectWidth={false}
      />
    </div>
  );
}
