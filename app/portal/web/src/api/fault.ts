import type { components } from "./schema";

/** Fault is the one shape of a refusal (api/fault/v1/fault.proto). */
export type Fault = components["schemas"]["chengxin.fault.v1.Fault"];

/** What the browser itself finds; the server never sends these. */
const local = {
  SERVER_UNREACHABLE: {
    message_zh: "现在连接不到服务器。",
    message_en: "The server cannot be reached just now.",
    next_step_zh: "请检查网络后重试；已填写的内容仍在本页。",
    next_step_en: "Check the network and try again; what you typed is still on this page.",
  },
  SERVER_UNAVAILABLE: {
    message_zh: "服务暂时不可用。",
    message_en: "The service is unavailable for the moment.",
    next_step_zh: "请稍后重试；持续出现时请联系系统管理员。",
    next_step_en: "Try again shortly; if it stays, tell the system administrator.",
  },
  SERVER_SLOW: {
    message_zh: "服务器没有在规定时间内答复。",
    message_en: "The server did not answer in time.",
    next_step_zh: "请重试，或缩小查询范围。",
    next_step_en: "Try again, or ask for less.",
  },
  ANSWER_MALFORMED: {
    message_zh: "无法识别服务器的答复。",
    message_en: "The answer of the server cannot be read.",
    next_step_zh: "请刷新页面后重试；持续出现时请联系系统管理员。",
    next_step_en: "Reload the page and try again; if it stays, tell the system administrator.",
  },
  FILE_CHANGED: {
    message_zh: "文件读不出来：选定后已被修改、移动或删除。",
    message_en: "The file cannot be read: it was changed, moved or deleted since it was chosen.",
    next_step_zh: "请关闭正在编辑它的程序，重新选择文件。",
    next_step_en: "Close the program that edits it, and choose the file again.",
  },
  PAGE_FAILED: {
    message_zh: "页面出错，未能显示。",
    message_en: "This page failed and cannot be shown.",
    next_step_zh: "请重新加载页面；持续出现时请联系系统管理员。",
    next_step_en: "Reload the page; if it stays, tell the system administrator.",
  },
  PAGE_NOT_FOUND: {
    message_zh: "没有这个页面。",
    message_en: "There is no such page.",
    next_step_zh: "请核对网址，或从首页进入。",
    next_step_en: "Check the address, or start from the home page.",
  },
  ROLE_LACKING: {
    message_zh: "您的角色不能使用此页面。",
    message_en: "Your roles do not include this page.",
    next_step_zh: "如工作需要，请向本单位的安全管理员申请相应角色。",
    next_step_en: "If your work needs it, ask your security administrator for the role.",
  },
  SESSION_IDLE: {
    message_zh: "因长时间无操作，会话已自动结束。",
    message_en: "Your session ended because nothing was done for a while.",
    next_step_zh: "请重新登录；本页内容会保留。",
    next_step_en: "Log in again; this page stays as it is.",
  },
  SESSION_ENDED: {
    message_zh: "会话已结束。",
    message_en: "Your session has ended.",
    next_step_zh: "请重新登录；本页内容会保留。",
    next_step_en: "Log in again; this page stays as it is.",
  },
} as const satisfies Record<string, Partial<Fault>>;

export type LocalReason = keyof typeof local;

/** FaultError is what every call throws. */
export class FaultError extends Error {
  constructor(readonly fault: Fault) {
    super(`${fault.reason}: ${fault.message_en ?? fault.message ?? ""}`);
    this.name = "FaultError";
  }

  /** Whether the same call may succeed by itself in a moment. */
  get passing(): boolean {
    const code = this.fault.code ?? 0;
    return code === 0 || code === 429 || (code >= 502 && code <= 504);
  }
}

/** localFault makes a refusal that the browser itself found. `code` 0 means that no answer came. */
export function localFault(reason: LocalReason, code = 0): FaultError {
  return new FaultError({ reason, code, ...local[reason] });
}

/** toFault makes a fault of whatever was thrown; internal text is never shown. */
export function toFault(error: unknown): Fault {
  return error instanceof FaultError ? error.fault : localFault("PAGE_FAILED", 500).fault;
}

/** isFault tells whether a body is a fault; a gateway in between answers otherwise. */
export function isFault(body: unknown): body is Fault {
  return typeof body === "object" && body !== null && "reason" in body && typeof body.reason === "string" && body.reason !== "";
}

/** isStaleToken tells a call that showed another token than that of the browser's session: it may succeed with a new one. */
export function isStaleToken(error: unknown): boolean {
  return error instanceof FaultError && error.fault.code === 403 && error.fault.reason.startsWith("CSRF");
}

/** faultOf reads the refusal out of an answer. */
export async function faultOf(response: Response): Promise<FaultError> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    body = null;
  }
  return faultOfBody(body, response.status);
}

/** faultOfBody makes the error of a decoded body and a status. */
export function faultOfBody(body: unknown, status: number): FaultError {
  if (isFault(body)) return new FaultError({ ...body, code: status });
  if (status === 401) return localFault("SESSION_ENDED", status);
  return localFault(status >= 502 && status <= 504 ? "SERVER_UNAVAILABLE" : "ANSWER_MALFORMED", status);
}
