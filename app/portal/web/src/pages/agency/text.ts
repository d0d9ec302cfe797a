import { defineText } from "../../lib/text";

export const text = defineText("agency", {
  zh: {
    title: "数源部门工作台",
    intro: "归集数据、查看回执、更正问题数据。",
  },
  en: {
    title: "Source agency desk",
    intro: "Push records, read receipts, correct quarantined data.",
  },
});
