import { defineText } from "../../lib/text";

export const text = defineText("subject", {
  zh: {
    title: "我的信用",
    intro: "查看本人的信用记录，以及谁在何时因何查询过。",
  },
  en: {
    title: "My credit",
    intro: "Your own record, and who looked at it, when and why.",
  },
});
