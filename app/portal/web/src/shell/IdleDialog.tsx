import { Modal } from "antd";
import { logout } from "../api/session";
import { useText } from "../lib/text";
import { text } from "./text";

/** IdleDialog counts down to the idle time-out. It is announced once, not every second. */
export default function IdleDialog({ left, onStay }: { left: number; onStay: () => void }) {
  const t = useText(text);
  return (
    <Modal
      open
      title={t("idleTitle")}
      okText={t("idleStay")}
      // Enter stays.
      okButtonProps={{ autoFocus: true }}
      cancelText={t("logout")}
      onOk={onStay}
      onCancel={(e) => {
        // The button logs out; Escape and the cross mean that someone is there.
        if ("key" in e || !(e.currentTarget instanceof HTMLElement) || e.currentTarget.classList.contains("ant-modal-close")) onStay();
        else void logout();
      }}
      mask={{ closable: false }}
    >
      <p role="timer">{t("idleText", { left: Math.ceil(left / 1_000) })}</p>
    </Modal>
  );
}
