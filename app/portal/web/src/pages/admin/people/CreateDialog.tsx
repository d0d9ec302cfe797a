import { Form, Input, Select } from "antd";
import { api, fetchAnswer } from "../../../api/client";
import { FormDialog } from "../../../components/FormDialog";
import { useAgencyNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import type { Act } from "../Done";
import { matches } from "../SearchBar";
import { text as areaText } from "../text";
import type { Enrolment } from "./EnrolmentLink";
import { text } from "./text";

interface Fields {
  name: string;
  display_name: string;
  agency: string;
  subject: string;
}

const blank: Fields = { name: "", display_name: "", agency: "", subject: "" };

interface Props {
  onClose: () => void;
  onDone: (act: Act) => void;
  onEnrolled: (enrolment: Enrolment) => void;
}

/** CreateDialog makes an account without any role. */
export function CreateDialog({ onClose, onDone, onEnrolled }: Props) {
  const t = useText(text);
  const a = useText(areaText);
  const agencies = useAgencyNames();
  const needed = (name: string) => ({ required: true, whitespace: true, message: a("needed", { name }) });
  return (
    <FormDialog<Fields>
      title={t("addTitle")}
      ok={t("create")}
      initial={blank}
      onClose={onClose}
      onSubmit={async (f) => {
        const body = { name: f.name.trim(), display_name: f.display_name.trim(), agency: f.agency, subject: f.subject.trim() };
        const { data, evidence } = await fetchAnswer(api.POST("/v1/people", { body }));
        onDone({ said: t("created", { name: body.name }), evidence });
        onEnrolled({ name: body.name, token: data.enrolment_token, expires: data.expires_at });
      }}
    >
      {() => (
        <>
          <Form.Item name="name" label={t("name")} extra={t("nameHint")} rules={[needed(t("name")), { pattern: /^[a-z0-9][a-z0-9._-]{1,62}$/, message: t("nameForm") }]}>
            <Input maxLength={63} spellCheck={false} autoCapitalize="none" autoComplete="off" />
          </Form.Item>
          <Form.Item name="display_name" label={t("displayName")} extra={t("displayHint")} rules={[needed(t("displayName"))]}>
            <Input maxLength={64} autoComplete="off" />
          </Form.Item>
          <Form.Item name="agency" label={t("agency")} rules={[needed(t("agency"))]}>
            <Select showSearch={{ filterOption: matches }} options={[...agencies].map(([code, name]) => ({ value: code, label: name }))} />
          </Form.Item>
          <Form.Item name="subject" label={t("subjectLabel")} extra={t("subjectHint")}>
            <Input maxLength={18} spellCheck={false} autoComplete="off" />
          </Form.Item>
          <p className="cx-note">{t("rolesLater")}</p>
        </>
      )}
    </FormDialog>
  );
}
