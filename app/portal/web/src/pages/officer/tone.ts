import type { Tone } from "../../components/StatusTag";

/** subjectTone tells how a state of registration is shown: business goes on, has ended, or is not known. */
export function subjectTone(status: string): Tone {
  if (/^(存续|在业|开业|正常|在营)/.test(status)) return "ok";
  if (/^(吊销|撤销|责令关闭)/.test(status)) return "danger";
  return status === "" ? "neutral" : "warn";
}
