import { describe, expect, it } from "vitest";
import { formatBytes, formatDate, formatMoney, formatNumber } from "./format";
import { parseDivisions } from "./labels";

describe("formats", () => {
  it.each([
    ["a 64-bit number as text", formatNumber("3973", "zh"), "3,973"],
    ["what is no number", formatNumber("abc", "zh"), ""],
    ["nothing", formatNumber(undefined, "zh"), ""],
    ["money in 万元", formatMoney("12.500000", "zh"), "12.5 万元"],
    ["money in yuan", formatMoney("12.5", "en"), "CNY 125,000"],
    ["small bytes", formatBytes(512, "en"), "512 B"],
    ["large bytes", formatBytes(1_610_612_736, "en"), "1.5 GiB"],
    ["no bytes", formatBytes(0, "en"), "0 B"],
    ["a date of a push", formatDate("2026/03/05", "zh"), "2026-03-05"],
    ["no end", formatDate("2099-12-31", "zh"), "长期"],
    ["no date", formatDate("soon", "zh"), "soon"],
  ])("%s", (_, got, want) => {
    expect(got).toBe(want);
  });
  it("name divisions, in force before former", () => {
    const names = parseDivisions("code,name,level,parent,status,source\n371502,旧名,county,371500,revoked,x\n371502,东昌府区,county,371500,active,x\n371599,旧区,county,371500,revoked,x\n");
    expect(names.get("371502")).toBe("东昌府区");
    expect(names.get("371599")).toBe("旧区");
  });
});
