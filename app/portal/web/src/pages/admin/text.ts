import { defineText } from "../../lib/text";

export const text = defineText("admin", {
  zh: {
    title: "系统管理",
    intro: "部门、人员、密钥、角色与策略；三员分立。",
  },
  en: {
    title: "Administration",
    intro: "Agencies, people, keys, roles and policy; the three administrators are kept apart.",
  },
});
