import { Button, Modal } from "antd";
import { useState, type ReactNode } from "react";
import { Code } from "../../components/Code";
import { useText } from "../../lib/text";
import { text } from "./text";

interface Props {
  title: string;
  /** What is shown: names with their secrets. */
  secrets: readonly (readonly [name: string, value: string])[];
  children?: ReactNode;
  onClose: () => void;
}

/** ShownOnce shows what can never be seen again; it closes only when that was said to be kept. */
export function ShownOnce({ title, secrets, children, onClose }: Props) {
  const t = useText(text);
  const [open, setOpen] = useState(true);
  return (
    <Modal
      open={open}
      title={title}
      width={620}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      afterOpenChange={(shown) => {
        if (!shown) onClose();
      }}
      footer={
        <Button type="primary" onClick={() => { setOpen(false); }}>
          {t("onceDone")}
        </Button>
      }
    >
      <p className="cx-note ad-once">
        <strong>{t("once")}</strong> {t("onceText")}
      </p>
      <dl className="ad-facts">
        {secrets.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Code>{value}</Code>
            </dd>
          </div>
        ))}
      </dl>
      {children}
    </Modal>
  );
}
