import { AutoComplete, Input, Select, type InputRef } from "antd";
import { useId, type ReactNode, type RefObject } from "react";
import { useAgencyNames, useResourceNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { useCodes } from "../../../lib/vocabulary/purposes";
import { useWords } from "../../../lib/vocabulary/useWords";
import { kindCodes, type Filter } from "./filter";
import { text } from "../text";
import { usePeopleFound } from "../../../lib/usePeopleFound";

interface Props {
  draft: Filter;
  onChange: (next: Partial<Filter>) => void;
  first: RefObject<InputRef | null>;
  badSubject: boolean;
}

/** Conditions are the fields of the filter beside the time. */
export function Conditions({ draft, onChange, first, badSubject }: Props) {
  const t = useText(text);
  const words = useWords();
  const resources = useResourceNames();
  const { purposes } = useCodes();
  const choice = (name: "purpose" | "decision" | "kind" | "resource", options: [string, string][]) => (
    <Choice label={t(name)} value={draft[name]} options={options} onChange={(v) => { onChange({ [name]: v }); }} />
  );
  return (
    <div className="au-conditions">
      <Labelled label={t("subject")} hint={badSubject ? t("subjectNumber") : t("subjectHint")} wrong={badSubject}>
        {(p) => (
          <Input {...p} ref={first} value={draft.subject} maxLength={64} spellCheck={false} autoComplete="off" allowClear status={badSubject ? "error" : ""} onChange={(e) => { onChange({ subject: e.target.value }); }} />
        )}
      </Labelled>
      <Actor draft={draft} onChange={onChange} />
      <Agency draft={draft} onChange={onChange} />
      <Labelled label={t("case")}>
        {(p) => <Input {...p} value={draft.case} maxLength={128} autoComplete="off" allowClear onChange={(e) => { onChange({ case: e.target.value }); }} />}
      </Labelled>
      {choice("purpose", purposes.map((p) => [p.code, words.purpose(p.code)]))}
      {choice("decision", [["allow", words.decision("allow")], ["deny", words.decision("deny")]])}
      {choice("kind", kindCodes.map((k) => [k, words.kind(k)]))}
      {choice("resource", [...resources])}
    </div>
  );
}

/** Actor finds people by name for those who may see them; others give an id. */
function Actor({ draft, onChange }: Pick<Props, "draft" | "onChange">) {
  const t = useText(text);
  const { may, found } = usePeopleFound(draft.actor);
  return (
    <Labelled label={t("actor")} hint={t(may ? "actorFind" : "actorHint")}>
      {(p) => (
        <AutoComplete {...p} value={draft.actor} options={found} onChange={(v: string) => { onChange({ actor: v }); }} showSearch={{ filterOption: false }}>
          <Input maxLength={64} spellCheck={false} autoComplete="off" allowClear />
        </AutoComplete>
      )}
    </Labelled>
  );
}

/** Agency chooses by name for those who may see the list; others give a code. */
function Agency({ draft, onChange }: Pick<Props, "draft" | "onChange">) {
  const t = useText(text);
  const names = useAgencyNames();
  if (names.size > 0) return <Choice label={t("agency")} value={draft.agency} options={[...names]} onChange={(v) => { onChange({ agency: v }); }} />;
  return (
    <Labelled label={t("agency")} hint={t("agencyHint")}>
      {(p) => <Input {...p} value={draft.agency} maxLength={64} spellCheck={false} autoComplete="off" allowClear onChange={(e) => { onChange({ agency: e.target.value }); }} />}
    </Labelled>
  );
}

function Choice({ label, value, options, onChange }: { label: string; value: string; options: [string, string][]; onChange: (value: string) => void }) {
  const t = useText(text);
  // A value of the address that is not among the options is shown all the same.
  const known = value === "" || options.some(([code]) => code === value) ? options : [[value, value] as [string, string], ...options];
  return (
    <Labelled label={label}>
      {(p) => (
        <Select
          {...p}
          value={value === "" ? null : value}
          placeholder={t("any")}
          allowClear
          showSearch={{ filterOption: (typed, o) => `${o?.label ?? ""} ${o?.value ?? ""}`.toLowerCase().includes(typed.toLowerCase()) }}
          options={known.map(([code, name]) => ({ value: code, label: name }))}
          popupMatchSelectWidth={false}
          onChange={(v: string | null | undefined) => { onChange(v ?? ""); }}
        />
      )}
    </Labelled>
  );
}

interface FieldProps {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean;
}

function Labelled({ label, hint, wrong = false, children }: { label: string; hint?: string; wrong?: boolean; children: (p: FieldProps) => ReactNode }) {
  const id = useId();
  return (
    <div className="au-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, ...(hint === undefined ? {} : { "aria-describedby": `${id}-hint`, "aria-invalid": wrong }) })}
      {hint !== undefined && (
        <small id={`${id}-hint`} className={wrong ? "au-wrong" : "cx-muted"} role={wrong ? "alert" : undefined}>
          {hint}
        </small>
      )}
    </div>
  );
}
