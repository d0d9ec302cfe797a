import { useMutation } from "@tanstack/react-query";
import { Form, Modal, type FormInstance } from "antd";
import type { ReactNode } from "react";
import { toFault } from "../api/fault";
import { useLang, useText } from "../lib/text";
import { FaultView, faultSentence } from "./FaultView";
import { text } from "./text";

interface Props<V extends object> {
  open: boolean;
  title: string;
  /** Names the act on the button. */
  ok: string;
  /** What the fields begin with. */
  initial: V;
  /** Sends it. A refusal is shown in the dialog, which then stays open, and at the field that it names. */
  onSubmit: (values: V) => Promise<unknown>;
  onClose: () => void;
  /** The fields, as Form.Item with the names of V. */
  children: (form: FormInstance<V>) => ReactNode;
  width?: number;
}

/** FormDialog asks for the fields of something new or changed. What was typed stays until it is sent or cancelled. */
export function FormDialog<V extends object>({ open, title, ok, initial, onSubmit, onClose, children, width = 560 }: Props<V>) {
  const t = useText(text);
  const lang = useLang();
  const [form] = Form.useForm<V>();
  const send = useMutation({
    mutationFn: onSubmit,
    onSuccess: onClose,
    onError: (error) => {
      const fault = toFault(error);
      const field = Object.keys(initial).find((name) => name === fault.field);
      if (field === undefined) return;
      form.setFields([{ name: field as never, errors: [faultSentence(fault, lang)] }]);
      form.focusField(field);
    },
  });
  return (
    <Modal
      open={open}
      title={title}
      width={width}
      okText={ok}
      cancelText={t("cancel")}
      okButtonProps={{ htmlType: "submit" }}
      confirmLoading={send.isPending}
      cancelButtonProps={{ disabled: send.isPending }}
      closable={!send.isPending}
      keyboard={!send.isPending}
      mask={{ closable: false }}
      destroyOnHidden
      onCancel={onClose}
      afterOpenChange={(shown) => {
        if (!shown) send.reset();
      }}
      modalRender={(dialog) => (
        <Form
          form={form}
          layout="vertical"
          clearOnDestroy
          initialValues={initial}
          scrollToFirstError={{ focus: true }}
          onFinish={(values: V) => {
            send.mutate(values);
          }}
        >
          {dialog}
        </Form>
      )}
    >
      {send.error !== null && <FaultView error={send.error} />}
      {children(form)}
    </Modal>
  );
}
