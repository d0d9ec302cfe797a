import { Button, Form, Input, Select } from "antd";
import { useAgencyNames, useDivisionNames, useResourceNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { useCodes } from "../../../lib/vocabulary/purposes";
import { policyActions } from "../../../lib/vocabulary/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { matches } from "../SearchBar";
import { usual, type Question } from "./question";
import { text } from "./text";

interface Props {
  question: Question;
  onAsk: (question: Question) => void;
}

/** A choice that was taken back is undefined. */
type Typed = { [K in keyof Question]?: string };

/** QuestionForm asks what is to be done, to which data, and why. */
export function QuestionForm({ question, onAsk }: Props) {
  const t = useText(text);
  const [form] = Form.useForm<Typed>();
  return (
    <section className="cx-card">
      <h2>{t("question")}</h2>
      <Form<Typed>
        // An address that is followed, or gone back to, fills the fields anew.
        key={JSON.stringify(question)}
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ ...question, action: question.action || usual }}
        onFinish={(q) => {
          onAsk({ action: q.action ?? usual, resource: q.resource ?? "", division: q.division ?? "", purpose: q.purpose ?? "", case: (q.case ?? "").trim(), agency: q.agency ?? "" });
        }}
      >
        <div className="ad-form">
          <Fields />
        </div>
        <Button type="primary" htmlType="submit">
          {t("ask")}
        </Button>
      </Form>
    </section>
  );
}

function Fields() {
  const t = useText(text);
  const words = useWords();
  const resources = useResourceNames();
  const divisions = useDivisionNames();
  const agencies = useAgencyNames();
  const codes = useCodes();
  const purpose = Form.useWatch<string | undefined>("purpose");
  const form = codes.cases.find((c) => c.code === codes.purposes.find((p) => p.code === purpose)?.casePattern);
  return (
    <>
      <Form.Item name="action" label={t("action")}>
        <Select showSearch={{ filterOption: matches }} options={policyActions.map((a) => ({ value: a, label: words.action(a) }))} />
      </Form.Item>
      <Form.Item name="resource" label={t("resource")}>
        <Select showSearch={{ filterOption: matches }} options={[{ value: "", label: t("anyResource") }, ...[...resources].map(([code, name]) => ({ value: code, label: name }))]} />
      </Form.Item>
      <Form.Item name="division" label={t("division")}>
        <Select showSearch={{ filterOption: matches }} options={[{ value: "", label: t("anyDivision") }, ...[...divisions].map(([code, name]) => ({ value: code, label: `${name} ${code}` }))]} />
      </Form.Item>
      <Form.Item name="purpose" label={t("purpose")}>
        <Select showSearch={{ filterOption: matches }} options={[{ value: "", label: t("noPurpose") }, ...codes.purposes.map((p) => ({ value: p.code, label: words.purpose(p.code) }))]} />
      </Form.Item>
      <Form.Item name="case" label={t("case")} extra={form === undefined ? t("caseAny") : t("caseHint", { example: form.example })}>
        <Input maxLength={128} autoComplete="off" />
      </Form.Item>
      <Form.Item name="agency" label={t("agency")}>
        <Select showSearch={{ filterOption: matches }} allowClear options={[...agencies].map(([code, name]) => ({ value: code, label: name }))} />
      </Form.Item>
    </>
  );
}
