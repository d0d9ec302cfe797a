import { defineText } from "../../lib/text";

export const text = defineText("officer", {
  zh: {
    title: "执法查询",
    intro: "凭查询事由和案号，查询一个信用主体的全部信用记录；每次查询都有存证。",
  },
  en: {
    title: "Enquiry",
    intro: "Ask for the whole record of one subject, with a purpose and a case number; each enquiry leaves evidence.",
  },
});
