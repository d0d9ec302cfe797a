import { beforeEach, describe, expect, it, vi } from "vitest";
import { FaultError, localFault } from "../../../api/fault";
import { leave } from "../../../api/session";
import { cancel, check, choose, openDesk, pushState, resume, send, startOver, takeFile } from "./desk";
import type * as Send from "./send";
import type { Sending } from "./send";

const sendFile = vi.hoisted(() => vi.fn<(s: Sending) => Promise<unknown>>());
vi.mock("./send", async (original) => ({ ...(await original<typeof Send>()), sendFile }));

const receipt = { id: "r1", outcomes: [], next_cursor: "", accepted: "1", digest: "" };
/** jsdom's files cannot be read. */
const fileThat = (read: () => Promise<ArrayBuffer>, start = read, content = "a,b\n1,2\n") =>
  Object.assign(new File([content], "a.csv"), { arrayBuffer: read, slice: () => Object.assign(new Blob(), { arrayBuffer: start }) });
const right = () => Promise.resolve(new ArrayBuffer(1));
const wrong = () => Promise.reject(new DOMException("changed", "NotReadableError"));
const file = fileThat(right);
const gone = fileThat(wrong);
/** Its start can be read, and then it is gone. */
const unreadable = fileThat(wrong, right);
const withDigests = () => vi.stubGlobal("crypto", { getRandomValues: <T extends ArrayBufferView>(a: T) => a, subtle: { digest: () => Promise.resolve(new ArrayBuffer(32)) } });
const jobInStorage = () => sessionStorage.getItem("chengxin.job.agency.push");
const calls = () => sendFile.mock.calls.map(([s]) => s);

beforeEach(() => {
  // As on pages without TLS: no digests.
  vi.stubGlobal("crypto", { getRandomValues: <T extends ArrayBufferView>(a: T) => a });
  startOver();
  sessionStorage.clear();
  sendFile.mockReset();
  choose({ resource: "penalty" });
  takeFile(file);
});

describe("a push", () => {
  it("is tried without a key, and what was found ends with another choice", async () => {
    sendFile.mockResolvedValueOnce(receipt);
    await check();
    expect(calls()[0]?.key).toBe("");
    expect(pushState.get().stage.at).toBe("checked");
    choose({ charset: "gb18030" });
    expect(pushState.get().stage.at).toBe("choose");
  });

  it("that broke off goes on under the same key, also after a reload", async () => {
    sendFile.mockRejectedValueOnce(localFault("SERVER_UNREACHABLE"));
    await send("u1");
    expect(pushState.get().stage.at).toBe("cut");
    expect(jobInStorage()).not.toBeNull();
    const key = pushState.get().job?.key;

    // A reload leaves nothing but the storage.
    pushState.set({ ...pushState.get(), file: null, job: null, stage: { at: "choose", error: null } });
    openDesk("u1");
    expect(pushState.get()).toMatchObject({ stage: { at: "cut" }, job: { key }, choice: { resource: "penalty" } });
    sendFile.mockResolvedValueOnce(receipt);
    await resume(file);
    expect(calls().map((c) => c.key)).toEqual([key, key]);
    expect(pushState.get().stage).toMatchObject({ at: "done", receipt: { id: "r1" } });
    expect(jobInStorage()).toBeNull();
  });

  it("of somebody else is not taken up", async () => {
    sendFile.mockRejectedValueOnce(localFault("SERVER_UNREACHABLE"));
    await send("u1");
    pushState.set({ ...pushState.get(), job: null, stage: { at: "choose", error: null } });
    openDesk("u2");
    expect(pushState.get().job).toBeNull();
  });

  it("that was refused as a whole is no job any more", async () => {
    sendFile.mockRejectedValueOnce(new FaultError({ reason: "UNKNOWN_COLUMN", code: 400 }));
    await send("u1");
    expect(pushState.get()).toMatchObject({ job: null, stage: { at: "choose", error: { fault: { reason: "UNKNOWN_COLUMN" } } } });
    expect(jobInStorage()).toBeNull();
  });

  it("that its user cancelled can be taken up, without an error to read", async () => {
    sendFile.mockImplementationOnce(({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")))));
    const sending = send("u1");
    await vi.waitFor(() => expect(sendFile).toHaveBeenCalled());
    cancel();
    await sending;
    expect(pushState.get().stage).toEqual({ at: "cut", error: null });
  });

  it("of a file that changed meanwhile says so, and is neither sent nor forgotten", async () => {
    takeFile(gone);
    await check();
    expect(pushState.get().stage).toMatchObject({ at: "choose", error: { fault: { reason: "FILE_CHANGED" } } });
    takeFile(file);
    sendFile.mockRejectedValueOnce(localFault("SERVER_UNREACHABLE"));
    await send("u1");
    await resume(gone);
    expect(pushState.get()).toMatchObject({ file: null, stage: { at: "cut", error: { fault: { reason: "FILE_CHANGED" } } } });
    expect(jobInStorage()).not.toBeNull();
    expect(sendFile).toHaveBeenCalledTimes(1);
  });

  it("of a file whose content cannot be read says so, whether it is sent or taken up again", async () => {
    withDigests();
    takeFile(unreadable);
    await send("u1");
    expect(pushState.get()).toMatchObject({ file: null, job: null, stage: { at: "choose", error: { fault: { reason: "FILE_CHANGED" } } } });
    expect(jobInStorage()).toBeNull();
    takeFile(file);
    sendFile.mockRejectedValueOnce(localFault("SERVER_UNREACHABLE"));
    await send("u1");
    expect(await resume(unreadable)).toBe(true);
    expect(pushState.get()).toMatchObject({ file: null, stage: { at: "cut", error: { fault: { reason: "FILE_CHANGED" } } } });
    expect(jobInStorage()).not.toBeNull();
  });

  it("goes on with the same file only", async () => {
    sendFile.mockRejectedValueOnce(localFault("SERVER_UNREACHABLE"));
    await send("u1");
    expect(await resume(fileThat(right, right, "another"))).toBe(false);
    expect(sendFile).toHaveBeenCalledTimes(1);
    expect(pushState.get().stage.at).toBe("cut");
  });

  it.each([
    ["sent", () => send("u1")],
    ["taken up", () => resume(file)],
  ])("is not %s for whoever logs in while the file is still looked at", async (how, act) => {
    sendFile.mockRejectedValueOnce(localFault("SERVER_UNREACHABLE"));
    await send("u1");
    sendFile.mockClear();
    if (how === "sent") {
      startOver();
      takeFile(file);
    }
    const acting = act();
    leave();
    await acting;
    expect(sendFile).not.toHaveBeenCalled();
    expect(pushState.get()).toMatchObject({ file: null, job: null, stage: { at: "choose", error: null } });
  });

  it("does not reach the page of whoever logs in next", async () => {
    sendFile.mockImplementationOnce(({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")))));
    const sending = send("u1");
    await vi.waitFor(() => expect(sendFile).toHaveBeenCalled());
    leave();
    await sending;
    expect(pushState.get()).toMatchObject({ file: null, job: null, stage: { at: "choose", error: null } });
  });
});
