import { Form, Input, Select } from "antd";
import { api, fetchAnswer } from "../../../api/client";
import { FormDialog } from "../../../components/FormDialog";
import { useAgencyNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import type { Act } from "../Done";
import { matches } from "../SearchBar";
import { text as areaText } from "../text";
import type { Issued } from "./Keys";
import { text } from "./text";

interface Fields {
  agency: string;
  label: string;
  /** A day, empty for no end. */
  expires_at: string;
}

interface Props {
  onClose: () => void;
  onDone: (act: Act) => void;
  onIssued: (issued: Issued) => void;
}

/** midnight is the instant at which a day begins in China. */
const midnight = (day: string): string => `${day}T00:00:00+08:00`;

/** IssueDialog makes a key that pushes for an agency. */
export function IssueDialog({ onClose, onDone, onIssued }: Props) {
  const t = useText(text);
  const a = useText(areaText);
  const words = useWords();
  const agencies = useAgencyNames();
  const needed = (name: string) => ({ required: true, whitespace: true, message: a("needed", { name }) });
  return (
    <FormDialog<Fields>
      title={t("issueTitle")}
      ok={t("issue")}
      initial={{ agency: "", label: "", expires_at: "" }}
      onClose={onClose}
      onSubmit={async (f) => {
        const body = { agency: f.agency, label: f.label.trim(), ...(f.expires_at === "" ? {} : { expires_at: midnight(f.expires_at) }) };
        const { data, evidence } = await fetchAnswer(api.POST("/v1/keys", { body }));
        onDone({ said: t("issued", { agency: agencies.get(f.agency) ?? f.agency }), evidence });
        onIssued(data);
      }}
    >
      {() => (
        <>
          <p className="cx-note">{t("own")}</p>
          <Form.Item name="agency" label={t("agency")} rules={[needed(t("agency"))]}>
            <Select showSearch={{ filterOption: matches }} options={[...agencies].map(([code, name]) => ({ value: code, label: name }))} />
          </Form.Item>
          <Form.Item name="label" label={t("label")} extra={t("labelHint")} rules={[needed(t("label"))]}>
            <Input maxLength={100} autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="expires_at"
            label={t("expires")}
            extra={t("expiresHint")}
            rules={[{ validator: (_, day: string) => (day === "" || Date.parse(midnight(day)) > Date.now() ? Promise.resolve() : Promise.reject(new Error(t("expiresPast")))) }]}
          >
            <Input type="date" />
          </Form.Item>
          <p className="cx-muted">{t("rolesFixed", { role: words.role("pusher") })}</p>
        </>
      )}
    </FormDialog>
  );
}
