import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Code } from "./Code";

const copied = vi.hoisted(() => vi.fn<(text: string) => Promise<boolean>>());
vi.mock("../lib/copyText", () => ({ copyText: copied }));

it.each([
  ["a success", true, "已复制"],
  ["a failure, and what to do", false, "复制失败，请手动选取"],
])("tells %s of a copy", async (_, works, said) => {
  copied.mockResolvedValue(works);
  const user = userEvent.setup();
  render(<Code>cxk_1</Code>);
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
  await user.click(screen.getByRole("button", { name: "复制 cxk_1" }));
  expect(copied).toHaveBeenLastCalledWith("cxk_1");
  expect(await screen.findByText(said)).toHaveClass(works ? "cx-hidden" : "cx-copy-failed");
});
