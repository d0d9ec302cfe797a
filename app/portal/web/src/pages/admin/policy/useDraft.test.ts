import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { leave, login } from "../../../api/session";
import { FakePortal } from "../../../test/sessions";
import { emptyDraft, toggled } from "./draft";
import { useDraft } from "./useDraft";

const draftOf = (version: string) => renderHook(() => useDraft(version)).result;
const none = emptyDraft("7");

beforeEach(() => {
  sessionStorage.clear();
  new FakePortal();
});
afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

it("a draft survives a reload, for its author alone", async () => {
  await login("secadmin", "secret");
  const mine = draftOf("7");
  act(() => mine.current[1](toggled(none, "d-1")));
  expect(mine.current[0].remove).toEqual(["d-1"]);
  expect(draftOf("7").current[0].remove).toEqual(["d-1"]);

  await login("other", "secret");
  const theirs = draftOf("7");
  expect(theirs.current[0]).toEqual(none);
  act(() => theirs.current[1](toggled(none, "d-2")));

  await login("secadmin", "secret");
  expect(draftOf("7").current[0].remove).toEqual(["d-1"]);
});

it("a draft without a change is forgotten", async () => {
  await login("secadmin", "secret");
  const { current } = draftOf("7");
  act(() => current[1](toggled(none, "d-1")));
  act(() => current[1](none));
  expect(sessionStorage).toHaveLength(0);
});
