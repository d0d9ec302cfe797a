import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { leave, loadSession, logout } from "../api/session";
import { FakePortal, person } from "../test/sessions";
import { Banner } from "./Banner";

let portal: FakePortal;

beforeEach(async () => {
  localStorage.clear();
  portal = new FakePortal();
  portal.open(person("wang"));
  await loadSession();
  render(<Banner />);
});
afterEach(() => {
  act(leave);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const banner = () => screen.getByRole("status");

describe("Banner", () => {
  it("says nothing while all is well", () => {
    expect(banner()).toBeEmptyDOMElement();
  });
  it("says that the server is gone, and tries until it is back", async () => {
    vi.useFakeTimers();
    portal.up = false;
    await act(loadSession);
    expect(banner()).toHaveTextContent("暂时连接不到服务器");
    portal.up = true;
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    expect(banner()).toBeEmptyDOMElement();
  });
  it("says that a logout was refused, though the server is there, and tries until it is done", async () => {
    vi.useFakeTimers();
    portal.broken = { DELETE: 500 };
    await act(logout);
    expect(banner()).toHaveTextContent("会话尚未在服务器上结束");
    expect(banner()).not.toHaveTextContent("暂时连接不到服务器");
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    expect(banner()).toHaveTextContent("会话尚未在服务器上结束");
    portal.broken = {};
    await act(() => vi.advanceTimersByTimeAsync(5_000));
    expect(banner()).toBeEmptyDOMElement();
    expect(portal.who).toBeNull();
  });
  it("tries at once for who asks", async () => {
    portal.up = false;
    await act(logout);
    portal.up = true;
    await userEvent.click(screen.getByRole("button", { name: "立即重试" }));
    await vi.waitFor(() => expect(portal.who).toBeNull());
    expect(banner()).toBeEmptyDOMElement();
  });
});
