import { defineText } from "../../lib/text";

export const text = defineText("audit", {
  zh: {
    title: "审计工作台",
    intro: "检索存证账本，核验每一次查询的证明。",
  },
  en: {
    title: "Auditor desk",
    intro: "Search the ledger and verify the proof of each enquiry.",
  },
});
