import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Overview } from "./samples";
import { Stores } from "./Stores";

it("without stores it says why and what to do", () => {
  render(<Stores overview={{ stores: [] } as unknown as Overview} />);
  expect(screen.getByText("没有存储的数据。")).toBeVisible();
  expect(screen.getByText(/请查看进程列表和运行日志/)).toBeVisible();
});
