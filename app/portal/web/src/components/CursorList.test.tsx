import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { localFault } from "../api/fault";
import { CursorList, useCursorList, type CursorPage } from "./CursorList";

const page = vi.fn<(cursor: string) => Promise<CursorPage<string>>>();
let queries: QueryClient;

function List() {
  const list = useCursorList(["list"], page);
  return (
    <CursorList list={list} empty="nothing">
      {(rows) => <p data-testid="rows">{rows.join()}</p>}
    </CursorList>
  );
}

const show = () =>
  render(
    <QueryClientProvider client={queries}>
      <MemoryRouter>
        <List />
      </MemoryRouter>
    </QueryClientProvider>,
  );
const rows = () => screen.getByTestId("rows");
const refuse = () => page.mockRejectedValueOnce(localFault("SERVER_SLOW", 504));

beforeEach(() => {
  page.mockReset();
  queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
});

describe("CursorList", () => {
  it("tries a failed refetch again as a refetch, also where there is no next page", async () => {
    page.mockResolvedValueOnce({ rows: ["old"], next: "" });
    show();
    expect(await screen.findByTestId("rows")).toHaveTextContent("old");
    refuse();
    await act(() => queries.invalidateQueries());
    expect(await screen.findByRole("alert")).toHaveTextContent("SERVER_SLOW");
    page.mockResolvedValueOnce({ rows: ["new"], next: "" });
    await userEvent.click(screen.getByRole("button", { name: "重试" }));
    await vi.waitFor(() => expect(rows()).toHaveTextContent("new"));
    expect(screen.queryByRole("alert")).toBeNull();
  });
  it("keeps a refusal that stays", async () => {
    page.mockResolvedValueOnce({ rows: ["old"], next: "" });
    show();
    await screen.findByTestId("rows");
    refuse();
    await act(() => queries.invalidateQueries());
    await screen.findByRole("alert");
    refuse();
    await userEvent.click(screen.getByRole("button", { name: "重试" }));
    await vi.waitFor(() => expect(page).toHaveBeenCalledTimes(3));
    expect(await screen.findByRole("alert")).toHaveTextContent("SERVER_SLOW");
  });
  it("tries a failed next page again alone, without asking for the first one anew", async () => {
    page.mockResolvedValueOnce({ rows: ["one"], next: "2" });
    show();
    await screen.findByTestId("rows");
    refuse();
    await userEvent.click(screen.getByRole("button", { name: "加载更多" }));
    await screen.findByRole("alert");
    page.mockResolvedValueOnce({ rows: ["two"], next: "" });
    await userEvent.click(screen.getByRole("button", { name: "重试" }));
    await vi.waitFor(() => expect(rows()).toHaveTextContent("one,two"));
    expect(page.mock.calls.map(([cursor]) => cursor)).toEqual(["", "2", "2"]);
  });
});
