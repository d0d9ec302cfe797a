import { defineText } from "../../lib/text";

export const text = defineText("catalog", {
  zh: {
    title: "政务信息资源目录",
    intro: "各部门共享的信息资源及其信息项。",
  },
  en: {
    title: "Resource catalog",
    intro: "The information resources that departments share, and their items.",
  },
});
