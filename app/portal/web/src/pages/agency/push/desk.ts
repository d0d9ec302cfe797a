import { onIdentityChange } from "../../../api/session";
import { recall, remember, store } from "../../../lib/store";
import { forgetJob, keepJob, recallJob } from "../../../lib/useJob";
import { ensureReadable, isPushJob, newKey, printOf, sameFile, type Choice, type Print, type PushJob } from "./job";
import { brokeOff, sendFile, withMore, type Receipt } from "./send";

/** Progress of an upload in bytes; sent equals total while the server works on. */
export interface Progress {
  sent: number;
  total: number;
}

/** Stage is where a push stands. `cut`: begun, but its end is not known here; the page asks the server. */
export type Stage =
  | { at: "choose"; error: unknown }
  | { at: "checking" | "sending"; progress: Progress | null }
  | { at: "checked"; receipt: Receipt }
  | { at: "cut"; error: unknown }
  | { at: "done"; receipt: Receipt; sha256: string };

export interface PushState {
  choice: Choice;
  /** As long as the page lives. */
  file: File | null;
  stage: Stage;
  job: PushJob | null;
}

const jobName = "agency.push";
const resourceKey = "chengxin.agency.resource";
const fresh: Stage = { at: "choose", error: null };

const initial = (): PushState => ({ choice: { resource: recall(resourceKey) ?? "", op: "upsert", charset: null, sheet: "" }, file: null, stage: fresh, job: null });

/** pushState is the push of this tab. It stands outside React, so that an upload goes on while other pages are shown. */
export const pushState = store<PushState>(initial());

const change = (next: Partial<PushState>) => {
  pushState.set({ ...pushState.get(), ...next });
};

let stop: AbortController | null = null;
onIdentityChange(() => {
  stop?.abort();
  pushState.set(initial());
});

/** openDesk finds the push of this person that a reload, or a crash of the page, left behind. */
export function openDesk(who: string): void {
  const { stage, job } = pushState.get();
  if (job !== null || stage.at !== "choose") return;
  const kept = recallJob(jobName, isPushJob);
  if (kept?.who !== who) return;
  const { resource, op, charset, sheet } = kept;
  change({ job: kept, stage: { at: "cut", error: null }, choice: { resource, op, charset, sheet } });
}

/** choose changes what is sent; what a trial found no longer holds then. */
export function choose(part: Partial<Choice>): void {
  if (part.resource !== undefined) remember(resourceKey, part.resource);
  change({ choice: { ...pushState.get().choice, ...part }, stage: fresh });
}

/** takeFile takes another file, or none; how the last one was encoded says nothing about it. */
export function takeFile(file: File | null): void {
  change({ file, stage: fresh, choice: { ...pushState.get().choice, charset: null, sheet: "" } });
}

/** check makes a trial, which stores nothing. */
export async function check(): Promise<void> {
  const { file, choice } = pushState.get();
  if (file === null || choice.resource === "") return;
  try {
    await ensureReadable(file);
    const receipt = await withMore(await run("checking", file, choice, ""));
    if (pushState.get().stage.at === "checking") change({ stage: { at: "checked", receipt } });
  } catch (error) {
    // Another person may have taken over meanwhile.
    if (pushState.get().file === file) change({ stage: { at: "choose", error: aborted(error) ? null : error } });
  }
}

/** send pushes for real, under a key that stays the same however often the push must be taken up again. */
export async function send(who: string): Promise<void> {
  const { file, choice } = pushState.get();
  if (file === null) return;
  change({ stage: { at: "sending", progress: null } });
  let print: Print;
  try {
    await ensureReadable(file);
    print = await printOf(file);
  } catch (error) {
    if (pushState.get().file === file) change({ file: null, stage: { at: "choose", error } });
    return;
  }
  // Another person may have taken over meanwhile.
  if (pushState.get().file !== file) return;
  const job: PushJob = { ...choice, key: newKey(), who, print, at: new Date().toISOString() };
  keepJob(jobName, job);
  change({ job });
  await deliver(file, job);
}

/** resume takes the push up again; false when that is another file. */
export async function resume(file: File): Promise<boolean> {
  const { job } = pushState.get();
  if (job === null) return true;
  const mine = () => pushState.get().job?.key === job.key;
  try {
    await ensureReadable(file);
    if (!sameFile(await printOf(file), job.print)) {
      if (mine()) change({ file: null });
      return false;
    }
  } catch (error) {
    if (mine()) change({ file: null, stage: { at: "cut", error } });
    return true;
  }
  // Another person may have taken over meanwhile.
  if (!mine()) return true;
  change({ file });
  await deliver(file, job);
  return true;
}

/** cancel breaks an upload off. */
export function cancel(): void {
  stop?.abort();
}

/** finish ends a push whose receipt was found at the server. */
export function finish(receipt: Receipt): void {
  const { job } = pushState.get();
  forgetJob(jobName);
  change({ job: null, stage: { at: "done", receipt, sha256: job?.print.sha256 ?? "" } });
}

/** startOver forgets the push and its file; the choice stays for the next one. */
export function startOver(): void {
  forgetJob(jobName);
  change({ file: null, job: null, stage: fresh, choice: { ...pushState.get().choice, op: "upsert", charset: null, sheet: "" } });
}

async function deliver(file: File, job: PushJob): Promise<void> {
  addEventListener("beforeunload", ask);
  try {
    finish(await run("sending", file, job, job.key));
  } catch (error) {
    if (pushState.get().job?.key !== job.key) return;
    if (brokeOff(error)) change({ stage: { at: "cut", error: aborted(error) ? null : error } });
    else {
      forgetJob(jobName);
      change({ job: null, stage: { at: "choose", error } });
    }
  } finally {
    removeEventListener("beforeunload", ask);
  }
}

async function run(at: "checking" | "sending", file: File, choice: Choice, key: string): Promise<Receipt> {
  stop = new AbortController();
  change({ stage: { at, progress: null } });
  const onProgress = (sent: number, total: number) => {
    if (pushState.get().stage.at === at) change({ stage: { at, progress: { sent, total } } });
  };
  return sendFile({ file, choice, key, onProgress, signal: stop.signal });
}

const aborted = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";

/** ask makes the browser ask before a page is left on which an upload is under way. */
function ask(e: BeforeUnloadEvent): void {
  e.preventDefault();
}
