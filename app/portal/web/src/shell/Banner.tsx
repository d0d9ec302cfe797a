import { useEffect, useSyncExternalStore } from "react";
import { connection } from "../api/connection";
import { loadSession } from "../api/session";
import { useStore } from "../lib/store";
import { useText } from "../lib/text";
import { text } from "./text";

/** How often an unreachable server is tried again by itself. */
const again = 5_000;

/** Banner says when the network or the server is gone, and tries until it is back. */
export function Banner() {
  const t = useText(text);
  const online = useSyncExternalStore(followNetwork, () => navigator.onLine);
  const down = useStore(connection) === "down";
  useEffect(() => {
    if (!online || !down) return;
    const timer = setInterval(() => void loadSession(), again);
    return () => {
      clearInterval(timer);
    };
  }, [online, down]);
  return (
    <div role="status" className="cx-banner-slot">
      {(!online || down) && (
        <p className="cx-banner">
          <span>{online ? t("down") : t("offline")}</span>
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
