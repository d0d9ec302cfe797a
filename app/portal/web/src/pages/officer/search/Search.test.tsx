import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, Link, RouterProvider } from "react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { leave, login } from "../../../api/session";
import { FakePortal, json } from "../../../test/sessions";
import { regnoCheck } from "./codes";
import { recognise } from "./recognise";
import { Component as Search } from "./Search";

/** Digits that are a registration number and may become an ID number: searched for, and kept nowhere. */
const secret = (() => {
  for (let n = 101; n <= 131; n++) {
    const body = `37159919900${n}`;
    const code = body + regnoCheck(body);
    if (recognise(code).kind === "regno" && recognise(code).secret) return code;
  }
  throw new Error("there is no such number");
})();

vi.setConfig({ testTimeout: 20_000 });

const asked: unknown[] = [];
const box = () => screen.getByRole<HTMLInputElement>("textbox");
const search = (query: string) => {
  fireEvent.change(box(), { target: { value: query } });
  fireEvent.submit(screen.getByRole("search"));
};
const resultsOf = (query: string) => screen.findByRole("heading", { name: new RegExp(query) });

beforeEach(async () => {
  asked.length = 0;
  const portal = new FakePortal();
  portal.other = async (request) => {
    asked.push(await request.json());
    return json(200, { hits: [], next_cursor: "", evidence: "" });
  };
  await login("officer", "secret");
  const pages = [{ path: "/officer", element: <><Search /><Link to="/officer">afresh</Link></> }];
  const router = createMemoryRouter(pages, { initialEntries: ["/officer"] });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
});
afterEach(() => {
  act(leave);
  vi.unstubAllGlobals();
});

describe("another kind", () => {
  it.each([
    ["a name", "恒信医药"],
    ["a code that may be an ID number", secret],
  ])("of the same search goes on with %s", async (_, query) => {
    search(query);
    await resultsOf(query);
    await userEvent.click(screen.getByRole("radio", { name: "个体工商户" }));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]).toMatchObject({ query, kind: "self_employed" });
    expect(await resultsOf(query)).toBeVisible();
    expect(box()).toHaveValue(query);
  });
});

it("a link to the page starts afresh, and nothing of the number stays", async () => {
  search(secret);
  await resultsOf(secret);
  await userEvent.click(screen.getByRole("link", { name: "afresh" }));
  await vi.waitFor(() => expect(box()).toHaveValue(""));
  expect(screen.queryByRole("heading", { name: new RegExp(secret) })).toBeNull();
});
