import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { expireIdle, touchSession } from "../api/session";
import { idleTimer, type IdleTimer } from "../lib/idle";

const IdleDialog = lazy(() => import("./IdleDialog"));
const signs = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

/** IdleWatch ends the session after `seconds` without activity in any tab, and warns before. */
export function IdleWatch({ seconds }: { seconds: number }) {
  const [left, setLeft] = useState<number | null>(null);
  const timer = useRef<IdleTimer>(null);
  useEffect(() => {
    const channel = new BroadcastChannel("chengxin.idle");
    const t = idleTimer({
      limit: seconds * 1_000,
      onWarn: setLeft,
      onExpire: () => void expireIdle(),
      // A lost touch is no harm: the next call touches too, and a dead server shows in the banner.
      onTouch: () => void touchSession().catch(() => undefined),
      publish: (at) => {
        channel.postMessage(at);
      },
    });
    timer.current = t;
    channel.addEventListener("message", (e: MessageEvent<unknown>) => {
      if (typeof e.data === "number") t.heard(e.data);
    });
    for (const sign of signs) addEventListener(sign, t.activity, { passive: true });
    return () => {
      for (const sign of signs) removeEventListener(sign, t.activity);
      t.stop();
      channel.close();
      timer.current = null;
    };
  }, [seconds]);
  if (left === null) return null;
  return (
    <Suspense>
      <IdleDialog
        left={left}
        onStay={() => {
          timer.current?.stay();
        }}
      />
    </Suspense>
  );
}
