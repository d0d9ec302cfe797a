import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import type { Quarantined } from "../shared/useOpenQuarantine";
import { useCorrections } from "./useCorrections";

const entry = (id: string) => ({ id, resource: "penalty", content_type: "application/json", reasons: [], state: "open", fields: { WSH: "1号" }, due_on: "", days_left: 0 }) as unknown as Quarantined;

/** asked tells whether the browser would ask before the page is left. */
const asked = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

afterEach(() => {
  vi.unstubAllGlobals();
});

it("while rows are sent, leaving the page is asked about; before and after it is not", async () => {
  const answers: (() => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise((resolve) => answers.push(() => {
    resolve(new Response(JSON.stringify({ id: "r", accepted: "1", refused: "0", outcomes: [] }), { headers: { "content-type": "application/json" } }));
  })));
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>;
  const { result } = renderHook(() => useCorrections([entry("q1"), entry("q2")], [], "u1", ""), { wrapper });
  expect(asked()).toBe(false);
  let done: Promise<string[]> | undefined;
  act(() => {
    done = result.current.submit([0, 1], () => undefined);
  });
  await waitFor(() => {
    expect(answers).toHaveLength(1);
  });
  expect(asked()).toBe(true);
  act(() => answers[0]?.());
  // Between two rows, too.
  await waitFor(() => {
    expect(answers).toHaveLength(2);
  });
  expect(result.current.progress).toEqual({ done: 1, total: 2 });
  expect(asked()).toBe(true);
  act(() => answers[1]?.());
  await act(() => done);
  expect(result.current.progress).toBeNull();
  expect(asked()).toBe(false);
});
