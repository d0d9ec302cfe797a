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

function Panel() {
  const [view, setView] = useUrlState(viewShape);
  return (
    <>
      <AsOfPanel present={present} view={view} onView={setView} />
      <code>{useLocation().search}</code>
    </>
  );
}

const slider = () => screen.getByRole("slider", { name: "归集时点" });
const asked = () => Object.fromEntries(new URLSearchParams(screen.getByRole("code").textContent));
/** pass lets so many milliseconds go by. */
const pass = (ms: number) =>
  act(() => {
    vi.advanceTimersByTime(ms);
  });

const left = () => fireEvent.keyDown(slider(), { key: "ArrowLeft", keyCode: 37 });
const shown = () => {
  render(
    <MemoryRouter>
      <Panel />
    </MemoryRouter>,
  );
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a time is asked for when the hand rests, and only the last one", () => {
  shown();
  left();
  pass(400);
  left();
  pass(400);
  expect(asked()).toEqual({});
  pass(200);
  expect(asked()).toEqual({ as_of: arrivals[0] });
});

it("what is chosen beside it before the hand rests stays chosen", () => {
  shown();
  left();
  pass(200);
  fireEvent.click(screen.getByRole("checkbox", { name: "含历史版本和撤回" }));
  expect(asked()).toEqual({ versions: "1" });
  pass(600);
  expect(asked()).toEqual({ as_of: arrivals[1], versions: "1" });
  expect(screen.getByRole("checkbox", { name: "含历史版本和撤回" })).toBeChecked();
});

it("an earlier choice that gets there late does not take the hand back", () => {
  const onView = vi.fn();
  const at = (as_of: string) => <AsOfPanel present={present} view={{ as_of, valid_on: "", versions: false, class: "" }} onView={onView} />;
  const { rerender } = render(at(""));
  left();
  pass(600);
  left();
  rerender(at(arrivals[1]));
  expect(slider()).toHaveAttribute("aria-valuenow", "0");
  pass(600);
  expect(onView.mock.calls).toEqual([[{ as_of: arrivals[1] }], [{ as_of: arrivals[0] }]]);
  rerender(at(arrivals[0]));
  rerender(at(""));
  expect(slider()).toHaveAttribute("aria-valuenow", "2");
});

it.each([
  ["zh", "2025-04-07 11:00:00（北京时间）", "归集时点"],
  ["en", "2025-04-07 11:00:00 (China time)", "Arrivals"],
] as const)("an instant says whose clock it is by: %s", async (lang, said, name) => {
  shown();
  await act(() => setLang(lang));
  const handle = screen.getByRole("slider", { name });
  fireEvent.keyDown(handle, { key: "ArrowLeft", keyCode: 37 });
  expect(handle).toHaveAttribute("aria-valuetext", said);
  expect(screen.getByRole("status")).toHaveTextContent(said);
  await act(() => setLang("zh"));
});
