import createClient from "openapi-fetch";
import { faultOf, faultOfBody, localFault } from "./fault";
import type { paths } from "./schema";
import { send } from "./send";
import { caller, csrf, finishLeaving, regain } from "./session";
import type { Filled } from "./types";

/** The header that names the ledger index of an answer. */
export const evidenceHeader = "X-Chengxin-Evidence";

/**
 * portalFetch adds what the portal asks of a call, and lets a call whose session ended wait for the next login of the same
 * person. While somebody is still to be logged out, that comes first: the call must not be made as them.
 */
export async function portalFetch(request: Request): Promise<Response> {
  await finishLeaving();
  const again = request.clone();
  const sent = caller();
  const response = await send(authorised(request));
  if (response.status !== 401 && response.status !== 403) return response;
  return (await regain(sent, await faultOf(response.clone()))) ? send(authorised(again)) : response;
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
