import { Button, Modal } from "antd";
import type { Fault } from "../api/fault";
import { FaultError } from "../api/fault";
import { leave } from "../api/session";
import { FaultView } from "../components/FaultView";
import { useText } from "../lib/text";
import { LoginForm } from "./LoginForm";
import { text } from "./text";
import { useGoHome } from "./useGoHome";

/** EndedDialog says why the session ended and asks to log in again, over the page and its inputs, which it veils. */
export default function EndedDialog({ fault, name }: { fault: Fault; name: string }) {
  const t = useText(text);
  const goHome = useGoHome();
  return (
    <Modal open title={t("endedTitle")} closable={false} keyboard={false} mask={{ closable: false }} footer={null} rootClassName="cx-veil">
      <FaultView error={new FaultError(fault)} />
      <p>{t("endedKeep", { name })}</p>
      <LoginForm name={name} />
      <Button
        type="link"
        block
        onClick={() => {
          void goHome().then(leave);
        }}
      >
        {t("endedLeave")}
      </Button>
    </Modal>
  );
}
