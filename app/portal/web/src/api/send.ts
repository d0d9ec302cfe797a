import { connection } from "./connection";
import { localFault } from "./fault";

/** Longer than the server's own limit of a request (30 s), so that its refusal comes first. */
const patience = 45_000;

/** send makes one call and turns what the network does into faults: no server, no answer in time. It reads no body. */
export async function send(request: Request): Promise<Response> {
  const timer = new AbortController();
  const late = setTimeout(() => {
    timer.abort();
  }, patience);
  const onAbort = () => {
    timer.abort();
  };
  request.signal.addEventListener("abort", onAbort);
  if (request.signal.aborted) onAbort();
  try {
    const language = document.documentElement.lang;
    if (language) request.headers.set("accept-language", language);
    const response = await fetch(request, { signal: timer.signal, credentials: "same-origin", redirect: "error" });
    connection.set("up");
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    if (timer.signal.aborted) throw localFault("SERVER_SLOW");
    connection.set("down");
    throw localFault("SERVER_UNREACHABLE");
  } finally {
    clearTimeout(late);
    request.signal.removeEventListener("abort", onAbort);
  }
}
