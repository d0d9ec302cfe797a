import { evidenceHeader, type Answer } from "./client";
import { connection } from "./connection";
import { FaultError, faultOfBody, localFault } from "./fault";
import { caller, csrf, finishLeaving, regain } from "./session";

export interface Upload {
  /** Below `/portal/api`, such as `/v1/resources/penalty/records:push?dry_run=true`. */
  path: string;
  body: Blob;
  contentType: string;
  headers?: Record<string, string>;
  /** Bytes sent so far and in all. */
  onProgress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
}

/** upload posts a file with progress, which fetch cannot tell. A call whose session ended waits for the next login, as those of `api` do. */
export async function upload<T>(u: Upload): Promise<Answer<T>> {
  await finishLeaving();
  const sent = caller();
  try {
    return await attempt<T>(u);
  } catch (error) {
    if (!(error instanceof FaultError) || !(await regain(sent, error))) throw error;
    u.signal?.throwIfAborted();
    return attempt<T>(u);
  }
}

function attempt<T>(u: Upload): Promise<Answer<T>> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", `/portal/api${u.path}`);
    call.setRequestHeader("content-type", u.contentType);
    call.setRequestHeader("x-csrf-token", csrf());
    call.setRequestHeader("accept-language", document.documentElement.lang);
    for (const [name, value] of Object.entries(u.headers ?? {})) call.setRequestHeader(name, value);
    call.upload.addEventListener("progress", (e) => u.onProgress?.(e.loaded, e.lengthComputable ? e.total : u.body.size));
    const stop = () => {
      call.abort();
    };
    u.signal?.addEventListener("abort", stop);
    call.addEventListener("loadend", () => {
      u.signal?.removeEventListener("abort", stop);
    });
    call.addEventListener("abort", () => {
      reject(new DOMException("aborted", "AbortError"));
    });
    call.addEventListener("error", () => {
      connection.set("down");
      reject(localFault("SERVER_UNREACHABLE"));
    });
    call.addEventListener("load", () => {
      connection.set("up");
      const body = decode(call.responseText);
      if (call.status < 200 || call.status > 299) reject(faultOfBody(body, call.status));
      else if (body === null) reject(localFault("ANSWER_MALFORMED", 500));
      else resolve({ data: body as T, evidence: call.getResponseHeader(evidenceHeader) });
    });
    call.send(u.body);
  });
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
