import { expect, it } from "vitest";
import { marked } from "./marked";

it.each([
  ["东昌府区盛润医药", "盛润", { before: "东昌府区", hit: "盛润", after: "医药" }],
  ["91371502MAXX00162B", "maxx", { before: "91371502", hit: "MAXX", after: "00162B" }],
  ["盛润医药", "润盛", null],
  ["盛润医药", "", null],
])("in %s the part %s is marked", (value, part, want) => {
  expect(marked(value, part)).toEqual(want);
});
