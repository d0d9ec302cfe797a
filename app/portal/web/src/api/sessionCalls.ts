import { faultOf, localFault } from "./fault";
import { send } from "./send";
import type { Session } from "./types";

/** readSession asks who the browser's cookie stands for. It counts as a use of the session. */
export const readSession = (): Promise<Session> => call("GET", {});

/** openSession logs in; the session that the browser had before ends. */
export const openSession = (csrf: string, name: string, password: string): Promise<Session> =>
  call("POST", { "content-type": "application/json", "x-csrf-token": csrf }, JSON.stringify({ name, password }));

/** closeSession logs out and answers with what stands for nobody, its token too. */
export const closeSession = (csrf: string): Promise<Session> => call("DELETE", { "x-csrf-token": csrf });

/** call throws a FaultError on any refusal. */
async function call(method: string, headers: Record<string, string>, body: string | null = null): Promise<Session> {
  const response = await send(new Request(new URL("/portal/session", globalThis.location.href), { method, headers, body }));
  if (!response.ok) throw await faultOf(response);
  try {
    return (await response.json()) as Session;
  } catch {
    throw localFault("ANSWER_MALFORMED", 500);
  }
}
