import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { describe, expect, it, vi } from "vitest";
import { FaultError, localFault } from "../api/fault";
import { setLang } from "../lib/text";
import { FaultView } from "./FaultView";
import { portalPath } from "./portalPath";

const denied = new FaultError({
  reason: "POLICY_DENIED",
  message_zh: "没有查询该资源的授权。",
  message_en: "There is no grant for this resource.",
  next_step_zh: "请提交共享申请。",
  next_step_en: "Ask for a grant.",
  rule: "d-officer-query",
  field: "CF_XDR_MC",
  record: "17",
  link: "/portal/catalog/requests/new?resource=penalty",
  evidence: "652",
  code: 403,
});

const show = (error: unknown, retry?: () => void) =>
  render(
    <MemoryRouter>
      <FaultView error={error} {...(retry === undefined ? {} : { retry })} />
    </MemoryRouter>,
  );

describe("FaultView", () => {
  it("shows sentence, next step, place, rule, code, evidence and the way on, in the language of the page", async () => {
    show(denied);
    const alert = screen.getByRole("alert");
    for (const part of ["没有查询该资源的授权。", "请提交共享申请。", "记录 17", "字段 CF_XDR_MC", "d-officer-query", "POLICY_DENIED", "#652"]) expect(alert).toHaveTextContent(part);
    expect(screen.getByRole("link", { name: "按此办理" })).toHaveAttribute("href", "/catalog/requests/new?resource=penalty");
    await act(() => setLang("en"));
    expect(alert).toHaveTextContent("There is no grant for this resource.");
    await act(() => setLang("zh"));
  });
  it("keeps the inside of an unexpected error to itself", () => {
    show(new Error("SELECT secret FROM people at /srv/x.ts:12"));
    expect(screen.getByRole("alert")).toHaveTextContent("PAGE_FAILED");
    expect(screen.getByRole("alert")).not.toHaveTextContent(/secret|x\.ts/);
  });
  it("offers to try again", async () => {
    const retry = vi.fn();
    show(localFault("SERVER_UNREACHABLE"), retry);
    await userEvent.click(screen.getByRole("button", { name: "重试" }));
    expect(retry).toHaveBeenCalledOnce();
  });
});

describe("portalPath", () => {
  it.each([
    ["a page of the portal", "/portal/officer", "/officer"],
    ["a page without the prefix", "/catalog", "/catalog"],
    ["another host", "//evil.example/x", null],
    ["a scheme", "javascript:alert(1)", null],
    ["a backslash", "/\\evil.example", null],
    ["a route of the interface", "/v1/share-requests", null],
    ["nothing", undefined, null],
  ])("%s", (_, link, want) => {
    expect(portalPath(link)).toBe(want);
  });
});
