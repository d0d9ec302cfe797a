import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox, Form, Input, Modal, Radio } from "antd";
import { useState } from "react";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { Code } from "../../../components/Code";
import { FaultView } from "../../../components/FaultView";
import { useText } from "../../../lib/text";
import { CodeBlock } from "./CodeBlock";
import { expiryOf, type Expiry } from "./examples";
import { text } from "./text";
import { useKeysChanged } from "./useKeys";

type Issued = Schema<"access.v1.IssueKeyReply">;

interface Fields {
  label: string;
  expiry: Expiry;
  date?: string;
}

/** IssueKey issues a key and shows it once. */
export function IssueKey() {
  const t = useText(text);
  const [asking, setAsking] = useState(false);
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <>
      <Button type="primary" onClick={() => setAsking(true)}>
        {t("issue")}
      </Button>
      <Ask
        open={asking}
        onCancel={() => setAsking(false)}
        onIssued={(reply) => {
          setAsking(false);
          setIssued(reply);
        }}
      />
      {issued !== null && <ShowOnce issued={issued} onClose={() => setIssued(null)} />}
    </>
  );
}

function Ask({ open, onCancel, onIssued }: { open: boolean; onCancel: () => void; onIssued: (reply: Issued) => void }) {
  const t = useText(text);
  const changed = useKeysChanged();
  const [form] = Form.useForm<Fields>();
  const expiry = Form.useWatch("expiry", form);
  const act = useMutation({
    // The secret stays nowhere but in the dialog that shows it.
    gcTime: 0,
    mutationFn: (f: Fields) => {
      const expires_at = expiryOf(f.expiry, f.date ?? "", new Date());
      return fetchData(api.POST("/v1/agency/keys", { body: { label: f.label.trim(), ...(expires_at === undefined ? {} : { expires_at }) } }));
    },
    onSuccess: (reply) => {
      onIssued(reply);
      changed();
      act.reset();
    },
  });
  return (
    <Modal
      open={open}
      title={t("issueTitle")}
      okText={t("issue")}
      cancelText={t("cancel")}
      okButtonProps={{ htmlType: "submit" }}
      confirmLoading={act.isPending}
      onCancel={() => {
        act.reset();
        onCancel();
      }}
      mask={{ closable: false }}
      destroyOnHidden
      modalRender={(dialog) => (
        <Form form={form} layout="vertical" clearOnDestroy initialValues={{ label: "", expiry: "365" } satisfies Fields} onFinish={(f: Fields) => act.mutate(f)}>
          {dialog}
        </Form>
      )}
    >
      {act.error !== null && <FaultView error={act.error} />}
      <Form.Item name="label" label={t("labelField")} extra={t("labelHint")} rules={[{ required: true, whitespace: true, max: 100, message: t("labelNeeded") }]}>
        <Input maxLength={100} autoComplete="off" />
      </Form.Item>
      <Form.Item name="expiry" label={t("expiryField")}>
        <Radio.Group options={(["90", "365", "date", "none"] as const).map((e) => ({ value: e, label: t(`expiry_${e}`) }))} />
      </Form.Item>
      {expiry === "date" && (
        <Form.Item name="date" label={t("dateField")} rules={[{ required: true, validator: (_, v: string | undefined) => ((v ?? "") > new Date().toLocaleDateString("sv-SE") ? Promise.resolve() : Promise.reject(new Error(t("dateNeeded")))) }]}>
          <Input type="date" />
        </Form.Item>
      )}
    </Modal>
  );
}

function ShowOnce({ issued, onClose }: { issued: Issued; onClose: () => void }) {
  const t = useText(text);
  const [stored, setStored] = useState(false);
  return (
    <Modal
      open
      title={t("secretTitle")}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" disabled={!stored} onClick={onClose}>
          {t("close")}
        </Button>
      }
    >
      <p className="ag-caution">{t("secretOnce")}</p>
      <CodeBlock label={t("secret")}>{issued.secret}</CodeBlock>
      <p>
        <span className="cx-muted">{t("kafkaUser")}</span> <Code>{issued.kafka_username}</Code>
      </p>
      <Checkbox checked={stored} onChange={(e) => setStored(e.target.checked)}>
        {t("stored")}
      </Checkbox>
    </Modal>
  );
}
