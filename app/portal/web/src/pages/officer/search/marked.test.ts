import { expect, it } from "vitest";
import { marked } from "./marked";

it.each([
  ["聊城盛润医药", "盛润", ["聊城", "盛润", "医药"]],
  ["91371502MAXX00162B", "maxx00162", ["91371502", "MAXX00162", "B"]],
  ["聊城（中国）公司", "(中国)", ["聊城", "（中国）", "公司"]],
  ["聊城盛润", "鲁科", ["聊城盛润", "", ""]],
  ["聊城盛润", " ", ["聊城盛润", "", ""]],
])("in %s, %s is marked", (whole, part, parts) => {
  expect(marked(whole, part)).toEqual(parts);
});
