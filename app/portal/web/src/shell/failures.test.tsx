import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider, type RouteObject } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FaultError } from "../api/fault";
import { NotFound, RouteFailed } from "./failures";

const reload = vi.fn();

/** open shows one page inside a shell, at an address. */
const open = (page: RouteObject, at = "/page") => {
  const router = createMemoryRouter(
    [
      {
        errorElement: <RouteFailed bare />,
        children: [{ errorElement: <RouteFailed />, HydrateFallback: () => null, children: [{ path: "/page", ...page }, { path: "*", element: <NotFound /> }] }],
      },
    ],
    { initialEntries: [at] },
  );
  render(<RouterProvider router={router} />);
};

const throwing = (error: unknown): RouteObject => ({
  Component: () => {
    throw error;
  },
});

beforeEach(() => {
  // React and the router tell the console of what a page threw.
  vi.spyOn(console, "error").mockReturnValue(undefined);
  vi.spyOn(console, "warn").mockReturnValue(undefined);
  reload.mockReset();
  vi.stubGlobal("location", Object.assign(new URL("http://localhost/"), { reload }));
});

describe("a page that cannot be shown", () => {
  it.each<[string, Error, string]>([
    ["Chromium's words for a chunk that is gone", new TypeError("Failed to fetch dynamically imported module: http://x/portal/assets/Search-a1.js"), "SERVER_UNREACHABLE"],
    ["Firefox's", new TypeError("error loading dynamically imported module: http://x/portal/assets/Search-a1.js"), "SERVER_UNREACHABLE"],
    ["Safari's", new TypeError("Importing a module script failed."), "SERVER_UNREACHABLE"],
    ["the stylesheet of a chunk", new Error("Unable to preload CSS for /portal/assets/Search-a1.css"), "SERVER_UNREACHABLE"],
    ["a mistake in types", new TypeError("Cannot read properties of undefined (reading 'fetch')"), "PAGE_FAILED"],
    ["any other error", new Error("boom in /srv/x.ts"), "PAGE_FAILED"],
  ])("because of %s is told as such", async (_, error, reason) => {
    open({ lazy: () => Promise.reject(error) });
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent(reason);
    expect(alert).not.toHaveTextContent(/assets|x\.ts|properties/);
  });
  it("because it threw says so, without its words, and offers to load again", async () => {
    open(throwing(new Error("SELECT secret")));
    const alert = await screen.findByRole("alert");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("页面出错，未能显示。");
    expect(alert).not.toHaveTextContent("SELECT");
    await userEvent.click(screen.getByRole("button", { name: "重试" }));
    expect(reload).toHaveBeenCalledOnce();
  });
  it("because it was refused shows the refusal", async () => {
    open(throwing(new FaultError({ reason: "POLICY_DENIED", message_zh: "没有授权。", code: 403 })));
    expect(await screen.findByRole("alert")).toHaveTextContent("没有授权。");
  });
  it("because the shell itself threw is the only content, in a main of its own", async () => {
    const router = createMemoryRouter([{ path: "/", errorElement: <RouteFailed bare />, ...throwing(new Error("boom")) }]);
    render(<RouterProvider router={router} />);
    expect(await screen.findByRole("main")).toHaveTextContent("PAGE_FAILED");
  });
  it("because there is none says so", async () => {
    open({ element: "here" }, "/elsewhere");
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("没有这个页面。");
    expect(screen.queryByRole("button", { name: "重试" })).toBeNull();
  });
});
