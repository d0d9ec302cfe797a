import { useMutation } from "@tanstack/react-query";
import { Form, Modal, type FormInstance } from "antd";
import { useState, type ReactNode } from "react";
import { toFault } from "../api/fault";
import { useLang, useText } from "../lib/text";
import { FaultView, faultSentence } from "./FaultView";
import { text } from "./text";

interface Props<V extends object> {
  title: string;
  /** Names the act on the button. */
  ok: string;
  /** What the fields begin with. */
  initial: V;
  /** Sends it; the dialog then closes. A refusal is shown in the dialog, which then stays open, and at the field that it names. */
  onSubmit: (values: V) => Promise<unknown>;
  /** Told when the dialog has closed and the focus is back where it was: it is to be taken away then. */
  onClose: () => void;
  /** The fields, as Form.Item with the names of V. */
  children: (form: FormInstance<V>) => ReactNode;
  width?: number;
}

/** FormDialog asks for the fields of something new or changed, for as long as it is there. What was typed stays until it is sent or cancelled. */
export function FormDialog<V extends object>({ title, ok, initial, onSubmit, onClose, children, width = 560 }: Props<V>) {
  const t = useText(text);
  const lang = useLang();
  const [open, setOpen] = useState(true);
  const [form] = Form.useForm<V>();
  const send = useMutation({
    mutationFn: onSubmit,
    onSuccess: () => {
      setOpen(false);
    },
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
      onCancel={() => {
        setOpen(false);
      }}
      afterOpenChange={(shown) => {
        if (!shown) onClose();
      }}
      modalRender={(dialog) => (
        <Form
          form={form}
          layout="vertical"
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
