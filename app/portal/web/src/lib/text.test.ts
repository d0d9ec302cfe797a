import { renderHook, act } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { currentLang, defineText, setLang, usePick, useText } from "./text";

const sample = defineText("sample", { zh: { hello: "您好，{{name}}" }, en: { hello: "Hello, {{name}}" } });

describe("texts", () => {
  it("refuse a key that one language lacks, and an unknown key, when compiled", () => {
    // @ts-expect-error en lacks a key
    defineText("lacking", { zh: { a: "甲", b: "乙" }, en: { a: "A" } });
    // @ts-expect-error en has a key too many
    defineText("more", { zh: { a: "甲" }, en: { a: "A", b: "B" } });
    const { result } = renderHook(() => useText(sample));
    // @ts-expect-error no such key
    expect(result.current("bye")).toBe("bye");
  });
  it("begin in Chinese and follow a switch, as the page does", async () => {
    expect(currentLang()).toBe("zh");
    expect(document.documentElement.lang).toBe("zh-CN");
    const { result } = renderHook(() => useText(sample));
    expect(result.current("hello", { name: "<b>" })).toBe("您好，<b>");
    await act(() => setLang("en"));
    expect(result.current("hello", { name: "Li" })).toBe("Hello, Li");
    expect(document.documentElement.lang).toBe("en");
    expect(localStorage.getItem("chengxin.lang")).toBe("en");
    await act(() => setLang("zh"));
  });
  it("of the city's data are picked by language; what has no English stays Chinese", async () => {
    const { result } = renderHook(() => usePick());
    expect(result.current({ zh: "摘要", en: "abstract" })).toBe("摘要");
    await act(() => setLang("en"));
    expect(result.current({ zh: "摘要", en: "abstract" })).toBe("abstract");
    expect(result.current({ zh: "摘要", en: "" })).toBe("摘要");
    await act(() => setLang("zh"));
  });
});
