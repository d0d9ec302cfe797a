import { useEffect, useEffectEvent, useState } from "react";
import { connection } from "../api/connection";
import { me, sessionEpoch, sessionState, touchSession } from "../api/session";
import { EventStream } from "./eventStream";

/** One stream serves all components of a tab. */
const stream = new EventStream({
  address: "/portal/events",
  // The session is asked about, which shows the dialog; who has logged out knows. Where that fails, the banner says why and asks again.
  onEnded: () => {
    if (me() !== null) void touchSession().catch(() => undefined);
  },
  epoch: sessionEpoch,
  follow: sessionState.subscribe,
  recovered: (tell) =>
    connection.subscribe(() => {
      if (connection.get() === "up") tell();
    }),
});

/** useEvents calls back at each event of that name, for as long as the component is shown. */
export function useEvents(name: string, listener: (data: unknown) => void): void {
  const tell = useEffectEvent(listener);
  useEffect(
    () =>
      stream.listen(name, (data) => {
        tell(data);
      }),
    [name],
  );
}

/** useLatestEvent is the newest event that `accept` recognises; undefined until there is one. `accept` is a type guard. */
export function useLatestEvent<T>(name: string, accept: (data: unknown) => data is T): T | undefined {
  const [latest, setLatest] = useState<T>();
  useEvents(name, (data) => {
    if (accept(data)) setLatest(data);
  });
  return latest;
}
