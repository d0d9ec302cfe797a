import createClient from "openapi-fetch";
import { faultOf, faultOfBody, localFault } from "./fault";
import type { paths } from "./schema";
import { send } from "./send";
import { csrf, endSession, me, refreshCsrf, sessionEpoch } from "./session";
import type { Filled } from "./types";

/** The header that names the ledger index of an answer. */
export const evidenceHeader = "X-Chengxin-Evidence";

/** portalFetch adds what the portal asks of a call, and lets a call whose session ended wait for the next login. */
export async function portalFetch(request: Request): Promise<Response> {
  const again = request.clone();
  const sent = sessionEpoch();
  const response = await send(authorised(request));
  if (response.status === 403 && request.method !== "GET") {
    const { fault } = await faultOf(response.clone());
    if (!fault.reason.startsWith("CSRF")) return response;
    await refreshCsrf();
    return send(authorised(again));
  }
  if (response.status !== 401 || me() === null) return response;
  if (sent === sessionEpoch()) {
    const refusal = await faultOf(response);
    if (!(await endSession(refusal.fault))) throw refusal;
  }
  return send(authorised(again));
}

function authorised(request: Request): Request {
  if (request.method !== "GET" && request.method !== "HEAD") request.headers.set("x-csrf-token", csrf());
  return request;
}

/** api is the public interface, typed by the OpenAPI file. Pass its calls to `fetchData` or `fetchAnswer`. */
export const api = createClient<paths>({ baseUrl: `${globalThis.location.origin}/portal/api`, fetch: portalFetch });

/** Answer is data with the ledger index of the evidence that was written before it, when there is one. */
export interface Answer<T> {
  data: T;
  evidence: string | null;
}

interface Reply<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** fetchAnswer waits for a call; it throws a FaultError on any refusal. */
export async function fetchAnswer<T>(call: Promise<Reply<T>>): Promise<Answer<Filled<T>>> {
  let reply: Reply<T>;
  try {
    reply = await call;
  } catch (error) {
    // The parser of the client speaks of JSON; a user need not.
    if (error instanceof SyntaxError) throw localFault("ANSWER_MALFORMED", 500);
    throw error;
  }
  const { data, error, response } = reply;
  if (!response.ok) throw faultOfBody(typeof error === "string" ? parsed(error) : error, response.status);
  if (data === undefined) throw localFault("ANSWER_MALFORMED", 500);
  return { data: data as Filled<T>, evidence: response.headers.get(evidenceHeader) };
}

/** fetchData is fetchAnswer without the evidence. */
export async function fetchData<T>(call: Promise<Reply<T>>): Promise<Filled<T>> {
  return (await fetchAnswer(call)).data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
