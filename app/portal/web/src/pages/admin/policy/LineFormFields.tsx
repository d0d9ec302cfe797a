import { AutoComplete, Form, Input, Select } from "antd";
import { useAgencyNames, useResourceNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { useCodes } from "../../../lib/vocabulary/purposes";
import { policyActions } from "../../../lib/vocabulary/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { matches } from "../SearchBar";
import { useRoles } from "../usePolicy";
import { anyPurpose } from "./lineForm";
import { text } from "./text";

/** The levels a line can show; sealed items are named. */
const levels = ["public", "shared", "authorised"] as const;
const scopes = ["own", "city", "any"] as const;

/** LineFormFields are the columns of a permission, in the words of a person. */
export function LineFormFields() {
  return (
    <div className="ad-form">
      <Whom />
      <What />
      <Limits />
    </div>
  );
}

function Whom() {
  const t = useText(text);
  const words = useWords();
  const roles = useRoles();
  const agencies = useAgencyNames();
  return (
    <>
      <Form.Item name="effect" label={t("effect")}>
        <Select options={[{ value: "allow", label: t("allow") }, { value: "deny", label: t("deny") }]} />
      </Form.Item>
      <Form.Item name="subject" label={t("role")} extra={t("roleHint")} rules={[{ required: true, message: t("needed", { name: t("role") }) }, { pattern: /^[a-z_]{1,40}$/, message: t("roleForm") }]}>
        <AutoComplete options={roles.map((r) => ({ value: r, label: `${words.role(r)} ${r}` }))} showSearch={{ filterOption: matches }}>
          <Input maxLength={40} spellCheck={false} autoComplete="off" />
        </AutoComplete>
      </Form.Item>
      <Form.Item name="domain" label={t("agency")}>
        <Select showSearch={{ filterOption: matches }} options={[{ value: "*", label: t("agencyAll") }, ...[...agencies].map(([code, name]) => ({ value: code, label: name }))]} />
      </Form.Item>
    </>
  );
}

function What() {
  const t = useText(text);
  const words = useWords();
  const resources = useResourceNames();
  return (
    <>
      <Form.Item name="action" label={t("action")} extra={t("actionHint")} rules={[{ required: true, message: t("needed", { name: t("action") }) }]}>
        <AutoComplete options={policyActions.map((a) => ({ value: a, label: `${words.action(a)} ${a}` }))} showSearch={{ filterOption: matches }}>
          <Input maxLength={64} spellCheck={false} autoComplete="off" />
        </AutoComplete>
      </Form.Item>
      <Form.Item name="object" label={t("object")} extra={t("objectHint")}>
        <Select
          showSearch={{ filterOption: matches }}
          options={[{ value: "resource/*", label: t("objectResources") }, { value: "*", label: t("objectAll") }, ...[...resources].map(([code, name]) => ({ value: `resource/${code}`, label: name }))]}
        />
      </Form.Item>
      <Form.Item name="scope" label={t("scope")}>
        <Select options={scopes.map((s) => ({ value: s, label: words.scope(s) }))} />
      </Form.Item>
    </>
  );
}

function Limits() {
  const t = useText(text);
  const words = useWords();
  const codes = useCodes();
  return (
    <>
      <Form.Item name="level" label={t("level")} extra={t("levelHint")}>
        <Select options={levels.map((l) => ({ value: l, label: words.level(l) }))} />
      </Form.Item>
      <Form.Item name="items" label={t("items")} extra={t("itemsHint")}>
        <Select mode="tags" open={false} suffix={null} tokenSeparators={[",", " "]} />
      </Form.Item>
      <Form.Item name="purposes" label={t("purposes")} extra={t("purposesHint")}>
        <Select mode="multiple" options={[{ value: anyPurpose, label: t("purposeAny") }, ...codes.purposes.map((p) => ({ value: p.code, label: words.purpose(p.code) }))]} showSearch={{ filterOption: matches }} />
      </Form.Item>
      <Form.Item name="case_pattern" label={t("case")}>
        <Select options={[{ value: "", label: t("caseNone") }, ...codes.cases.map((c) => ({ value: c.code, label: words.caseForm(c.code) }))]} />
      </Form.Item>
      <Form.Item name="until" label={t("until")} extra={t("untilHint")}>
        <Input type="date" />
      </Form.Item>
    </>
  );
}
