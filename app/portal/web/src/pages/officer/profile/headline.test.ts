import { expect, it } from "vitest";
import { headlineOf } from "./headline";
import { rec } from "./testdata";

const field = (name: string, value: string, masked = false, name_zh = name) => ({ name, name_zh, value, masked, mask_reason: "", unit: "", needs: "" });

it.each([
  ["a resource that is known", rec({ resource: "penalty", fields: [field("CF_WFXW", "发布虚假广告"), field("CF_CFLB", "罚款")] }), "罚款 · 发布虚假广告"],
  ["masked items", rec({ resource: "penalty", fields: [field("CF_CFLB", "***", true), field("CF_WFXW", "发布虚假广告")] }), "发布虚假广告"],
  ["a new resource", rec({ resource: "contract", fields: [field("A", "盛润医药公司", false, "相对人名称"), field("B", "未按期交付货物", false, "违约情形")] }), "未按期交付货物"],
  ["nothing that may be seen", rec({ resource: "contract", fields: [field("B", "***", true)] }), ""],
])("the headline of %s", (_, r, headline) => {
  expect(headlineOf(r)).toBe(headline);
});
