import { act, fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter, useLocation } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setLang } from "../../../lib/text";
import { useUrlState } from "../../../lib/urlState";
import { AsOfPanel } from "./AsOfPanel";
import { group, profile, rec } from "./testdata";
import { viewShape } from "./view";

const arrivals = ["2025-03-06T02:00:00Z", "2025-04-07T03:00:00Z"] as const;
const present = profile({ groups: [group("admin", ...arrivals.map((known_at, i) => rec({ record_id: String(i), known_at })))] });

vi.setConfig({ testTimeout: 20_000 });

let search = "";

function Panel() {
  const [view, setView] = useUrlState(viewShape);
  search = useLocation().search;
  return <AsOfPanel present={present} view={view} onView={setView} />;
}

const slider = () => screen.getByRole("slider", { name: "归集时点" });
const asked = () => Object.fromEntries(new URLSearchParams(search));
/** pass lets so many milliseconds go by. */
const pass = (ms: number) =>
  act(() => {
    vi.advanceTimersByTime(ms);
  });

beforeEach(() => {
  vi.useFakeTimers();
  render(
    <MemoryRouter>
      <Panel />
    </MemoryRouter>,
  );
});
afterEach(() => {
  vi.useRealTimers();
});

it("a time is asked for when the hand rests, and only the last one", () => {
  fireEvent.keyDown(slider(), { key: "ArrowLeft", keyCode: 37 });
  pass(400);
  fireEvent.keyDown(slider(), { key: "ArrowLeft", keyCode: 37 });
  pass(400);
  expect(asked()).toEqual({});
  pass(200);
  expect(asked()).toEqual({ as_of: arrivals[0] });
});

it("what is chosen beside it before the hand rests stays chosen", () => {
  fireEvent.keyDown(slider(), { key: "ArrowLeft", keyCode: 37 });
  pass(200);
  fireEvent.click(screen.getByRole("checkbox", { name: "含历史版本和撤回" }));
  expect(asked()).toEqual({ versions: "1" });
  pass(600);
  expect(asked()).toEqual({ as_of: arrivals[1], versions: "1" });
  expect(screen.getByRole("checkbox", { name: "含历史版本和撤回" })).toBeChecked();
});

it.each([
  ["zh", "2025-04-07 11:00:00（北京时间）", "归集时点"],
  ["en", "2025-04-07 11:00:00 (China time)", "Arrivals"],
] as const)("an instant says whose clock it is by: %s", async (lang, said, name) => {
  await act(() => setLang(lang));
  const handle = screen.getByRole("slider", { name });
  fireEvent.keyDown(handle, { key: "ArrowLeft", keyCode: 37 });
  expect(handle).toHaveAttribute("aria-valuetext", said);
  expect(screen.getByRole("status")).toHaveTextContent(said);
  await act(() => setLang("zh"));
});
