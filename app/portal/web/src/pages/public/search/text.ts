import { defineText } from "../../../lib/text";

export const text = defineText("public-search", {
  zh: {
    title: "信用查询",
    intro: "按单位名称、曾用名或统一社会信用代码查询公示信息。",
    results: "“{{q}}”的查询结果",
    organisation: "法人和非法人组织",
    self_employed: "个体工商户",
    public_body: "机关和事业单位",
    why: "匹配原因：{{why}}",
    emptyWhy: "没有找到与“{{q}}”匹配的公示主体",
    emptyTodo: "请换一个更短的名称片段，或核对 18 位代码。只有法人、非法人组织和个体工商户可以查到；自然人不公开，未在本市登记的单位也查不到。",
    flawCheck: "您输入的 18 位代码校验位不对，很可能有一位输错了。",
    flawLetter: "统一社会信用代码不含字母 I、O、S、V、Z，请核对是否把数字看成了字母。",
    start: "输入名称或代码开始查询",
    startTodo: "例如名称中的两三个字，或营业执照上的 18 位代码。",
  },
  en: {
    title: "Search",
    intro: "Find what is published, by name, former name or unified social credit code.",
    results: "Results for “{{q}}”",
    organisation: "organisation",
    self_employed: "self-employed",
    public_body: "public body",
    why: "Why it matched: {{why}}",
    emptyWhy: "Nothing that is published matches “{{q}}”",
    emptyTodo: "Try a shorter part of the name, or check the 18-digit code. Only organisations and the self-employed can be found; nothing is public about natural persons, and who is not registered in this city is not here.",
    flawCheck: "The check digit of this 18-digit code is wrong: one of its signs is probably mistyped.",
    flawLetter: "A unified social credit code has no letters I, O, S, V or Z; perhaps a digit was read as a letter.",
    start: "Type a name or code to begin",
    startTodo: "Two or three characters of the name, say, or the 18-digit code of the business licence.",
  },
});
