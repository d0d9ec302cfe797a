import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { leave, login } from "../../../api/session";
import { useStore } from "../../../lib/store";
import { FakePortal, json } from "../../../test/sessions";
import { openDesk, pushState } from "./desk";
import type { PushJob } from "./job";
import { Resume } from "./Resume";

vi.setConfig({ testTimeout: 20_000 });

const job: PushJob = { resource: "penalty", op: "upsert", charset: null, sheet: "", key: "k1", who: "operator", at: "2026-11-25T08:00:00Z", print: { name: "a.csv", size: 3, modified: 1, sha256: "" } };

/** Page shows what the page of pushes would. */
function Page() {
  const { job, file, stage } = useStore(pushState);
  return job !== null && stage.at === "cut" ? <Resume job={job} file={file} error={stage.error} /> : null;
}

/** pick chooses a file; jsdom cannot read files, so what reading gives is told. */
const pick = (content: string, read: () => Promise<ArrayBuffer>) => {
  const file = Object.assign(new File([content], "a.csv", { lastModified: 1 }), { arrayBuffer: read, slice: () => ({ arrayBuffer: () => Promise.resolve(new ArrayBuffer(1)) }) });
  const input = document.querySelector("input[type=file]");
  if (input === null) throw new Error("no file is asked for");
  fireEvent.change(input, { target: { files: [file] } });
};

beforeEach(async () => {
  vi.stubGlobal("crypto", { subtle: { digest: () => Promise.resolve(new ArrayBuffer(32)) } });
  const portal = new FakePortal();
  portal.other = (request) => json(200, request.url.includes("/receipts") ? { receipts: [], next_cursor: "" } : { resources: [], next_cursor: "" });
  await login("operator", "secret");
  sessionStorage.setItem("chengxin.job.agency.push", JSON.stringify(job));
  openDesk("operator");
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <MemoryRouter>
        <Page />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await vi.waitFor(() => expect(document.querySelector("input[type=file]")).not.toBeNull());
});
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

it("a file that cannot be read is told, and another one asked for", async () => {
  pick("abc", () => Promise.reject(new DOMException("changed", "NotReadableError")));
  expect(await screen.findByText("FILE_CHANGED")).toBeVisible();
  expect(document.querySelector("input[type=file]")).not.toBeNull();
});

it("another file than before is told, and not sent", async () => {
  pick("abcd", () => Promise.resolve(new ArrayBuffer(4)));
  expect(await screen.findByText(/这不是同一个文件/)).toBeVisible();
});
