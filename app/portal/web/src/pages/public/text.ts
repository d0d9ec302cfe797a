import { defineText } from "../../lib/text";

export const text = defineText("public", {
  zh: {
    title: "信用信息公示",
    intro: "依法公开的法人和非法人组织、个体工商户信用信息，公示期内可查。自然人信息不对外公开。",
    organisations: "登记主体",
    records: "信用记录",
    resources: "信息资源",
    at: "统计时间",
  },
  en: {
    title: "Public credit information",
    intro: "What the law makes public about organisations and the self-employed, for as long as it may be shown. Nothing is published about natural persons.",
    organisations: "registered organisations",
    records: "credit records",
    resources: "information resources",
    at: "Counted at",
  },
});
