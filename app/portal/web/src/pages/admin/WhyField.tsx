import { Form, Input } from "antd";
import { useText } from "../../lib/text";
import { text } from "./text";

/** The shortest reason that says something. */
export const shortestWhy = 4;

/** WhyField asks for the reason of a change, which goes into the ledger. */
export function WhyField() {
  const t = useText(text);
  return (
    <Form.Item
      name="why"
      label={t("why")}
      extra={t("whyHint")}
      rules={[{ required: true, whitespace: true, min: shortestWhy, transform: (v: string) => v.trim(), message: t("whyNeeded", { n: shortestWhy }) }]}
    >
      <Input.TextArea rows={2} maxLength={500} />
    </Form.Item>
  );
}
