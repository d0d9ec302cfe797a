import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { copyText } from "./copyText";

/** What was selected when the older way copied. */
let selected: string[];

/** older stands for the browser's older way, which jsdom lacks. */
const older = (works: boolean | Error) => {
  Object.defineProperty(document, "execCommand", {
    configurable: true,
    value: (command: string) => {
      const field = document.activeElement;
      if (field instanceof HTMLTextAreaElement) selected.push(`${command} ${field.value.slice(field.selectionStart, field.selectionEnd)}`);
      if (works instanceof Error) throw works;
      return works;
    },
  });
};

const clipboard = (writeText: (text: string) => Promise<void>) => {
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
};

beforeEach(() => {
  selected = [];
});
afterEach(() => {
  Reflect.deleteProperty(navigator, "clipboard");
  Reflect.deleteProperty(document, "execCommand");
  document.body.replaceChildren();
});

describe("copyText", () => {
  it("uses the clipboard where there is one", async () => {
    const written = vi.fn(() => Promise.resolve());
    clipboard(written);
    older(true);
    expect(await copyText("a\nb")).toBe(true);
    expect(written).toHaveBeenCalledWith("a\nb");
    expect(selected).toEqual([]);
  });

  it("selects the text over plain HTTP, within the dialog it stands in, and gives the focus back", async () => {
    document.body.innerHTML = `<div role="dialog"><button>copy</button></div>`;
    const button = document.querySelector("button");
    button?.focus();
    older(true);
    expect(await copyText("行一\n行二")).toBe(true);
    expect(selected).toEqual(["copy 行一\n行二"]);
    expect(document.activeElement).toBe(button);
    expect(document.querySelector("textarea")).toBeNull();
  });

  it.each([
    ["works", true, true],
    ["refuses", false, false],
    ["throws", new Error("no"), false],
  ])("takes the older way when the clipboard is forbidden, which %s", async (_, works, want) => {
    clipboard(() => Promise.reject(new DOMException("no", "NotAllowedError")));
    older(works);
    expect(await copyText("x")).toBe(want);
    expect(selected).toEqual(["copy x"]);
    expect(document.querySelector("textarea")).toBeNull();
  });
});
