import type { Both } from "../../lib/text";

export interface Step {
  /** What to do and what to look at, in a sentence. */
  say: Both;
  /** Below /portal. */
  to: string;
}

export interface Tour {
  id: string;
  name: Both;
  /** Demo accounts that walk it; none for the public. */
  accounts: string[];
  steps: Step[];
}

const step = (to: string, zh: string, en: string): Step => ({ to, say: { zh, en } });

/** The tours, by role. Three to five steps each; a test holds them to that and to the pages that exist. */
export const tours: readonly Tour[] = [
  {
    id: "public",
    name: { zh: "社会公众", en: "The public" },
    accounts: [],
    steps: [
      step("/", "在首页输入企业名称的一部分，例如“东昌府区”，按回车。", "Type a part of a name on the first page, such as 东昌府区, and press Enter."),
      step("/search?q=%E4%B8%9C%E6%98%8C%E5%BA%9C%E5%8C%BA", "看每条结果为什么匹配，打开其中一家。", "See why each result matched, and open one."),
      step("/statistics", "看全市统计，下载一份 CSV。", "Look at the city's figures and download a CSV."),
      step("/rights", "看信息有误怎么办、多久可以修复，注意哪些期限标着“待核实”。", "Read how to object and when repair is possible; note which periods are “to be confirmed”."),
    ],
  },
  {
    id: "officer",
    name: { zh: "执法人员", en: "Enforcement officer" },
    accounts: ["officer", "officer-county", "officer-wenling"],
    steps: [
      step("/officer", "填写查询事由“行政执法”和案号，例如“聊市监案〔2026〕15号”，按名称查一家企业。", "State the purpose “administrative enforcement” and a case number such as 聊市监案〔2026〕15号, and search a company by name."),
      step("/officer", "打开主体档案：先看预警，再看时间轴，最后看每条记录的来源和文书号。", "Open the profile: warnings first, then the timeline, then where each record came from."),
      step("/officer", "把截止日期拨回去，看“当时掌握什么”；再打印，看存证号和二维码。", "Move the as-of date back to see what was known then; print it with evidence number and QR code."),
      step("/officer", "换用 officer-wenling 再查同一家企业，看拒绝信息说缺了什么、下一步找谁。", "Ask again as officer-wenling and read what the refusal says is lacking, and the next step."),
    ],
  },
  {
    id: "operator",
    name: { zh: "数源部门经办人", en: "Operator of a department" },
    accounts: ["operator"],
    steps: [
      step("/agency", "看本月质量得分由哪几部分组成，哪些决定快到七个工作日期限。", "See what this month's quality score is made of, and which decisions near their seven working days."),
      step("/agency/push", "下载行政处罚模板，填一行故意写错的，拖进来试报，看单元格上的错误。", "Download the penalty template, fill in a row with a mistake, drop it in, and see the error at its cell."),
      step("/agency/quarantine", "在表格里改正问题数据，重新报送。", "Correct quarantined records in the grid and resubmit them."),
      step("/agency/connection", "看 Kafka 接入参数，签发一把只显示一次的密钥。", "See the Kafka connection, and issue a key that is shown once."),
    ],
  },
  {
    id: "catalog",
    name: { zh: "目录管理员", en: "Catalog manager" },
    accounts: ["catalog", "catalog-second"],
    steps: [
      step("/catalog", "按主题和共享类型筛选资源，打开“行政处罚信息”。", "Filter the resources by theme and share type, and open the penalties."),
      step("/catalog/penalty?view=quality", "看这个资源的质量、时效，以及哪些部门在用。", "See its quality, its freshness, and who uses it."),
      step("/catalog/publish", "贴入一份把某项改为公示的定义发布，看它变成待复核变更。", "Publish a definition that makes an item public, and see it wait for a second person."),
      step("/catalog/proposals", "用 catalog-second 登录，逐项核对差异后批准。", "Log in as catalog-second, compare the differences and approve."),
    ],
  },
  {
    id: "auditor",
    name: { zh: "审计人员", en: "Auditor" },
    accounts: ["auditor"],
    steps: [
      step("/audit", "按部门、事由、案号、时间筛选访问日志，看拒绝和深夜查询。", "Filter the access log by agency, purpose, case and time; look at refusals and at queries by night."),
      step("/audit", "打开一条事件，让浏览器当场验证它确实在账本里。", "Open an event and let the browser prove that it is in the ledger."),
      step("/audit", "下载证明包，用 chengxin audit verify 离线再验一遍。", "Download the proof bundle and check it offline with chengxin audit verify."),
    ],
  },
  {
    id: "administrators",
    name: { zh: "三员管理", en: "The three administrators" },
    accounts: ["sysadmin", "secadmin", "auditadmin"],
    steps: [
      step("/admin", "用 sysadmin 登录：维护部门和账号，但不能给任何人角色。", "As sysadmin: keep agencies and accounts, but give nobody a role."),
      step("/admin", "用 secadmin 登录：授予角色、看策略，查“谁能看谁的什么”。", "As secadmin: give roles, read the policy, and ask who can see what of whom."),
      step("/admin", "用 auditadmin 登录：只管审计，不能改权限也不能查信用。", "As auditadmin: audit only; change no right and query no credit."),
    ],
  },
  {
    id: "subject",
    name: { zh: "信用主体", en: "Credit subject" },
    accounts: ["subject", "subject-org"],
    steps: [
      step("/me", "看各部门归集的关于自己的全部记录，哪些正在公示、到哪天为止。", "See all records about oneself, which are published and until when."),
      step("/me/accesses", "看哪个部门在何时、因何、凭哪个案号查过自己，包括被拒绝的。", "See which agency looked, when, why and for which case, refused attempts too."),
      step("/me", "在一条处罚记录上点“有误？已改正？”，看最早哪天可以申请修复。", "At a penalty choose “Wrong? Put right?” and see from which day repair may be asked for."),
    ],
  },
];
