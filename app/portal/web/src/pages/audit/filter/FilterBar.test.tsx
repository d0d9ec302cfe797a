import { fireEvent, render, screen } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { readUrl } from "../../../lib/urlState";
import { FilterBar } from "./FilterBar";
import { shape } from "./filter";

vi.setConfig({ testTimeout: 20_000 });

const bar = (search: string) => <FilterBar filter={readUrl(shape, new URLSearchParams(search))} onChange={() => undefined} />;
const last = () => screen.getByLabelText("结束日期");

let show: (search: string) => void;

beforeEach(() => {
  const { rerender } = render(bar("period=custom&from=2026-03-01"));
  show = (search) => {
    rerender(bar(search));
  };
  fireEvent.change(last(), { target: { value: "2026-03-05" } });
});

it("what is typed stays when another part of the address changes", () => {
  show("period=custom&from=2026-03-01&measure=denied");
  expect(last()).toHaveValue("2026-03-05");
});

it("the fields are those of the address when it holds other conditions", () => {
  show("period=custom&from=2026-03-02");
  expect(last()).toHaveValue("");
  expect(screen.getByLabelText("开始日期")).toHaveValue("2026-03-02");
});
