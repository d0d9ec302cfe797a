import { useMutation } from "@tanstack/react-query";
import { Form, Input, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { useText } from "../lib/text";
import { FaultView } from "./FaultView";
import { text } from "./text";

interface Props {
  /** Asks the question: "Disable this account?" */
  title: string;
  /** What will happen, to whom. */
  description?: ReactNode;
  /** Names the act on the button: "Disable". */
  ok: string;
  danger?: boolean;
  /** Asks for a reason, which goes into the ledger, of at least this many characters. */
  why?: number;
  /** Does it. A refusal is shown in the dialog, which then stays open. */
  onConfirm: (why: string) => Promise<unknown>;
  onDone?: () => void;
  /** The button that opens the dialog. */
  children: (open: () => void) => ReactNode;
}

/** ConfirmAction asks before an act of administration, and for its reason. */
export function ConfirmAction({ title, description, ok, danger = false, why, onConfirm, onDone, children }: Props) {
  const t = useText(text);
  const [open, setOpen] = useState(false);
  const [form] = Form.useForm<{ why: string }>();
  const act = useMutation({
    mutationFn: onConfirm,
    onSuccess: () => {
      setOpen(false);
      onDone?.();
    },
  });
  return (
    <>
      {children(() => {
        act.reset();
        setOpen(true);
      })}
      <Modal
        open={open}
        title={title}
        okText={ok}
        cancelText={t("cancel")}
        okButtonProps={{ danger, htmlType: "submit" }}
        confirmLoading={act.isPending}
        cancelButtonProps={{ disabled: act.isPending }}
        closable={!act.isPending}
        keyboard={!act.isPending}
        mask={{ closable: false }}
        destroyOnHidden
        onCancel={() => {
          setOpen(false);
        }}
        modalRender={(dialog) => (
          <Form
            form={form}
            layout="vertical"
            clearOnDestroy
            initialValues={{ why: "" }}
            onFinish={(f: { why?: string }) => {
              act.mutate((f.why ?? "").trim());
            }}
          >
            {dialog}
          </Form>
        )}
      >
        {description}
        {act.error !== null && <FaultView error={act.error} />}
        {why !== undefined && (
          <Form.Item
            name="why"
            label={t("why")}
            extra={t("whyHint")}
            rules={[{ required: true, whitespace: true, min: why, transform: (v: string) => v.trim(), message: t("whyNeeded", { n: why }) }]}
          >
            <Input.TextArea rows={3} maxLength={500} showCount />
          </Form.Item>
        )}
      </Modal>
    </>
  );
}
