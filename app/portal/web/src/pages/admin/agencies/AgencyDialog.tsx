import { Form, Input, Select } from "antd";
import { api, fetchAnswer } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { FormDialog } from "../../../components/FormDialog";
import { useDivisionNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import type { Act } from "../Done";
import { matches } from "../SearchBar";
import { text as areaText } from "../text";
import { WhyField } from "../WhyField";
import { text } from "./text";

export type Agency = Schema<"access.v1.Agency">;

export const kindsOf = ["source", "consumer", "both", "supervisor"] as const;

interface Props {
  /** Null for a new one. */
  agency: Agency | null;
  onClose: () => void;
  onDone: (act: Act) => void;
}

const blank: Agency = { code: "", name: "", uscc: "", division: "", kind: "source", disabled: false, why: "" };

/** AgencyDialog adds or edits an agency. */
export function AgencyDialog({ agency, onClose, onDone }: Props) {
  const t = useText(text);
  const a = useText(areaText);
  const divisions = useDivisionNames();
  const needed = (name: string) => ({ required: true, whitespace: true, message: a("needed", { name }) });
  return (
    <FormDialog<Agency>
      title={t(agency === null ? "addTitle" : "editTitle")}
      ok={t("save")}
      initial={agency === null ? blank : { ...agency, why: "" }}
      onClose={onClose}
      onSubmit={async (values) => {
        const body = { ...(agency ?? blank), ...values, name: values.name.trim(), uscc: values.uscc.trim().toUpperCase(), why: values.why.trim() };
        const { evidence } = await fetchAnswer(api.POST("/v1/agencies", { body }));
        onDone({ said: t("saved", { name: body.name }), evidence });
      }}
    >
      {() => (
        <>
          <Form.Item name="code" label={t("code")} extra={agency === null ? t("codeHint") : undefined} rules={[needed(t("code")), { pattern: /^[a-z][a-z0-9-]{1,40}$/, message: t("codeForm") }]}>
            <Input disabled={agency !== null} maxLength={41} spellCheck={false} autoComplete="off" />
          </Form.Item>
          <Form.Item name="name" label={t("name")} rules={[needed(t("name"))]}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name="uscc" label={t("uscc")}>
            <Input maxLength={18} spellCheck={false} autoComplete="off" />
          </Form.Item>
          <Form.Item name="division" label={t("division")} extra={t("divisionHint")} rules={[needed(t("division"))]}>
            <Select showSearch={{ filterOption: matches }} options={[...divisions].map(([code, name]) => ({ value: code, label: `${name} ${code}` }))} />
          </Form.Item>
          <Form.Item name="kind" label={t("kind")}>
            <Select options={kindsOf.map((k) => ({ value: k, label: t(k) }))} />
          </Form.Item>
          <WhyField />
        </>
      )}
    </FormDialog>
  );
}
