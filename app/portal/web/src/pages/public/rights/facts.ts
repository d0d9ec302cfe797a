import type { Both } from "../../../lib/text";

/**
 * How sure a fact is. `sourced`: read in published text. `confirm`: own knowledge, still to be checked against the official text.
 * `setting`: no rule gives a number; this is what this platform is set to.
 */
export type Mark = "sourced" | "confirm" | "setting";

/** Fact is one thing the page says, with its ground and how sure it is. Numbers in it are repeated nowhere in prose. */
export interface Fact {
  what: Both;
  /** The rule it rests on. */
  basis: Both;
  mark: Mark;
}

const order36: Both = { zh: "《信用修复管理办法》（国家发展改革委令第36号，2026年4月1日起施行）", en: "Measures for Credit Repair (NDRC Order 36, in force since 1 April 2026)" };
const guobanfa22: Both = { zh: "国办发〔2025〕22号", en: "Guobanfa [2025] No. 22" };
const both36and22: Both = { zh: `${order36.zh}；${guobanfa22.zh}`, en: `${order36.en}; ${guobanfa22.en}` };
const order58: Both = { zh: "国家发展改革委令第58号（2026年3月31日前作出的认定）", en: "NDRC Order 58 (findings made up to 31 March 2026)" };
const platform: Both = { zh: "本平台设定", en: "setting of this platform" };
const localRules: Both = { zh: "《山东省社会信用条例》等地方规定", en: "provincial rules such as the Shandong Social Credit Regulations" };

export type Severity = "minor" | "general" | "serious";

/** Term is how long a class of dishonesty information is published, in months. Null: none. */
export interface Term {
  severity: Severity;
  name: Both;
  minMonths: number | null;
  maxMonths: number;
  /** Said of the shortest period where it is no number. */
  min: Fact;
  max: Fact;
  examples: Fact[];
}

const sourced = (zh: string, en: string, basis: Both): Fact => ({ what: { zh, en }, basis, mark: "sourced" });
const confirm = (zh: string, en: string, basis: Both): Fact => ({ what: { zh, en }, basis, mark: "confirm" });
const setting = (zh: string, en: string): Fact => ({ what: { zh, en }, basis: platform, mark: "setting" });

export const terms: readonly Term[] = [
  {
    severity: "minor",
    name: { zh: "轻微", en: "Minor" },
    minMonths: null,
    maxMonths: 3,
    min: sourced("原则上不公示；履行义务后即可修复", "not published in principle; repaired as soon as the duty is done", both36and22),
    max: sourced("确需公示的，最长3个月", "3 months, where it is published at all", both36and22),
    examples: [sourced("适用简易程序的处罚、警告、通报批评", "penalties by simple procedure, warnings, public criticism", both36and22)],
  },
  {
    severity: "general",
    name: { zh: "一般", en: "General" },
    minMonths: 3,
    maxMonths: 12,
    min: sourced("最短3个月", "3 months", both36and22),
    max: sourced("最长1年", "1 year", both36and22),
    examples: [
      sourced("较大数额罚款、没收违法所得或非法财物、暂扣许可证件等", "larger fines, confiscation, suspension of licences", both36and22),
      confirm("降低资质等级", "lowering of a qualification grade", both36and22),
    ],
  },
  {
    severity: "serious",
    name: { zh: "严重", en: "Serious" },
    minMonths: 12,
    maxMonths: 36,
    min: sourced("最短1年", "1 year", both36and22),
    max: sourced("最长3年", "3 years", both36and22),
    examples: [
      sourced("巨额罚款、吊销许可证件、限制开展生产经营、责令停产停业、责令关闭、限制从业", "very large fines, revocation of licences, orders to stop or close business, bans from an occupation", both36and22),
      sourced("列入严重失信主体名单", "entry in a list of serious dishonesty", both36and22),
    ],
  },
];

export const clock: readonly Fact[] = [
  sourced("公示期自作出认定的司法文书或行政文书之日起计算。", "The period runs from the date of the court or administrative document that makes the finding.", order36),
  sourced("各行业主管部门在“信用中国”网站公布本行业的分级标准。", "Sector authorities publish their own standards of the classes on Credit China.", order36),
  confirm("“较大数额”“巨额”的具体标准由行业主管部门确定。", "What counts as a larger or very large fine is for the sector authority to say.", order36),
  sourced("最长公示期届满自动停止公示；行为未纠正、义务未履行的，按行业规定处理。", "Publication stops by itself after the longest period; where the conduct was not put right, the rule of the sector applies.", order36),
];

export const conditions: readonly Fact[] = [
  sourced("达到最短公示期", "the shortest period of publication is over", order36),
  sourced("已纠正失信行为、履行全部义务", "the conduct is put right and every duty is performed", order36),
  sourced("作出公开信用承诺", "a public credit commitment is made", order36),
  sourced("法律、法规规定的其他条件；法律、法规或党中央国务院政策规定不可修复的除外", "whatever else the law asks; not where law or central policy excludes repair", order36),
];

export const materials: readonly Fact[] = [
  sourced("履行义务的证明材料", "proof that the duties are performed", guobanfa22),
  sourced("信用承诺书", "a written credit commitment", guobanfa22),
  sourced("部门能通过系统核实的，鼓励不再要求提交证明", "departments are encouraged to fetch proof from their systems instead of asking for it", guobanfa22),
];

export const decides: readonly Fact[] = [
  sourced("谁认定、谁修复：由作出认定的单位决定是否修复，本平台不作决定。", "Who made the finding decides on its repair; this platform decides nothing.", order36),
  sourced("修复告知书与处罚决定或列入决定一并送达（“两书同达”），上面写明到哪里办。", "A repair notice comes with the decision itself, and says where to go.", guobanfa22),
];

export const where: readonly Fact[] = [
  sourced("“信用中国”网站统一受理，也可到政务服务大厅窗口办理。", "Credit China takes all applications; there are also windows in the service halls.", guobanfa22),
  sourced("市场监管领域的，在国家企业信用信息公示系统办理，规则相同。", "What the market regulators found goes through the national enterprise publicity system, under the same rules.", guobanfa22),
];

export interface Step {
  name: Both;
  limit: Fact;
}

export const repairSteps: readonly Step[] = [
  { name: { zh: "提交申请", en: "Apply" }, limit: sourced("达到最短公示期后随时可提", "any time after the shortest period", order36) },
  { name: { zh: "转送认定单位", en: "Passed to the deciding authority" }, limit: setting("1个工作日", "1 working day") },
  { name: { zh: "决定是否受理", en: "Accepted or not" }, limit: sourced("收到转送后3个工作日", "3 working days from then", order36) },
  { name: { zh: "认定单位作出决定", en: "Authority decides" }, limit: confirm("受理后7个工作日", "7 working days after acceptance", order36) },
  { name: { zh: "答复申请人", en: "Answer to the applicant" }, limit: sourced("一般自收到申请起10个工作日", "normally within 10 working days of the application", order36) },
  { name: { zh: "情况复杂的可以延长", en: "Longer for complex cases" }, limit: confirm("最多延长10个工作日", "by up to 10 working days", order36) },
  { name: { zh: "对结果不服", en: "If you disagree with the result" }, limit: confirm("7个工作日内向“信用中国”或认定单位提出", "to Credit China or the authority, within 7 working days", order36) },
  { name: { zh: "修复后的效果", en: "After repair" }, limit: sourced("停止公示、停止共享使用、更新评价、解除措施，并同步各网站和征信机构", "publication, sharing and use stop, evaluation is updated, measures are lifted; other sites and bureaux follow", order36) },
];

export const objectionSteps: readonly Step[] = [
  { name: { zh: "谁可以提出", en: "Who may object" }, limit: sourced("认为本人（本单位）信息有误、遗漏或超期公示的信用主体", "the subject, if information about it is wrong, lacking or published too long", localRules) },
  { name: { zh: "决定是否受理", en: "Accepted or not" }, limit: setting("2个工作日", "2 working days") },
  { name: { zh: "转送提供单位", en: "Passed to the provider" }, limit: setting("1个工作日", "1 working day") },
  { name: { zh: "提供单位核查答复", en: "Provider checks and answers" }, limit: setting("10个工作日", "10 working days") },
  { name: { zh: "总时限", en: "In all" }, limit: confirm("不超过15个工作日", "no more than 15 working days", localRules) },
  { name: { zh: "核查期间", en: "Meanwhile" }, limit: setting("标注“异议处理中”，不计入评价", "marked “under objection”, and left out of evaluations") },
];

export const former: readonly Fact[] = [
  confirm("简易程序处罚、仅警告或通报批评的不公示；其他处罚最短公示3个月，最长3年。", "Simple procedure, mere warnings and public criticism are not published; other penalties at least 3 months, at most 3 years.", order58),
  confirm("食品、药品、特种设备、安全生产、消防领域的，最短公示1年。", "In food, drugs, special equipment, production safety and fire: at least 1 year.", order58),
  confirm("网站收到移除通知后3个工作日内停止公示。", "Sites stop publishing within 3 working days of the message.", order58),
];

export const bankruptcy: readonly Fact[] = [
  sourced("破产重整或和解的，凭法院批准重整计划或认可和解协议的裁定，可申请临时屏蔽失信信息、临时解除措施；执行完毕后重新评价。", "In reorganisation or settlement, with the court's ruling, dishonesty information may be shielded and measures lifted for the time being; afterwards the credit is evaluated anew.", guobanfa22),
  confirm("计划未能执行的，恢复公示。", "If the plan fails, publication is restored.", guobanfa22),
];

/** From this day the terms above apply. */
export const inForceSince = "2026-04-01";
