import { useEffect, useSyncExternalStore } from "react";
import { connection } from "../api/connection";
import { loadSession, sessionState } from "../api/session";
import { useStore } from "../lib/store";
import { useText } from "../lib/text";
import { text } from "./text";

/** How often an unreachable server is tried again by itself. */
const again = 5_000;

/** Banner says when the network or the server is gone, or a logout has not reached the server, and tries until that is over. */
export function Banner() {
  const t = useText(text);
  const online = useSyncExternalStore(followNetwork, () => navigator.onLine);
  const down = useStore(connection) === "down";
  const { unfinished } = useStore(sessionState);
  const waits = down || unfinished;
  useEffect(() => {
    if (!online || !waits) return;
    const timer = setInterval(() => void loadSession(), again);
    return () => {
      clearInterval(timer);
    };
  }, [online, waits]);
  return (
    <div role="status" className="cx-banner-slot">
      {(!online || waits) && (
        <p className="cx-banner">
          {(!online || down) && <span>{online ? t("down") : t("offline")}</span>}
          {unfinished && <strong>{t("unfinished")}</strong>}
          {online && (
            <button
              type="button"
              onClick={() => {
                void loadSession();
              }}
            >
              {t("retryNow")}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

function followNetwork(tell: () => void): () => void {
  addEventListener("online", tell);
  addEventListener("offline", tell);
  return () => {
    removeEventListener("online", tell);
    removeEventListener("offline", tell);
  };
}
