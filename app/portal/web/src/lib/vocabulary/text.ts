import type { Both } from "../text";

type Names = Readonly<Record<string, Both>>;

/** The built-in roles; others are named by those who make them, and stand for themselves. */
export const roles: Names = {
  officer: { zh: "执法人员", en: "enforcement officer" },
  auditor: { zh: "审计人员", en: "auditor" },
  catalog_manager: { zh: "目录管理员", en: "catalog manager" },
  agency_operator: { zh: "数源部门经办人", en: "agency operator" },
  subject: { zh: "信用主体", en: "credit subject" },
  pusher: { zh: "数据归集接口", en: "pushing key" },
  system_admin: { zh: "系统管理员", en: "system administrator" },
  security_admin: { zh: "安全管理员", en: "security administrator" },
  audit_admin: { zh: "审计管理员", en: "audit administrator" },
};

/** What can be done: the actions of the policy, and those that only the ledger names. */
export const actions: Names = {
  "access.read": { zh: "查看主体被查询的记录", en: "see who looked at a subject" },
  "agency.edit": { zh: "维护部门", en: "edit agencies" },
  "agency.read": { zh: "查看部门", en: "see agencies" },
  "agency_key.edit": { zh: "签发和撤销本部门密钥", en: "issue and revoke the agency's own keys" },
  "agency_key.read": { zh: "查看本部门密钥", en: "see the agency's own keys" },
  "audit.proof": { zh: "导出存证证明", en: "export proofs of the ledger" },
  "audit.search": { zh: "检索存证账本", en: "search the ledger" },
  "catalog.edit": { zh: "维护目录", en: "edit the catalog" },
  "key.edit": { zh: "签发和撤销密钥", en: "issue and revoke keys" },
  "key.read": { zh: "查看密钥", en: "see keys" },
  "metrics.read": { zh: "查看运行状况", en: "see the state of the system" },
  "person.edit": { zh: "维护人员账号", en: "edit people" },
  "person.query": { zh: "查询自然人记录", en: "query records of natural persons" },
  "person.read": { zh: "查看人员", en: "see people" },
  "policy.edit": { zh: "修改策略", en: "change the policy" },
  "policy.read": { zh: "查看策略", en: "see the policy" },
  "quality.all": { zh: "查看全部部门的数据质量", en: "see the data quality of all agencies" },
  "quality.read": { zh: "查看数据质量", en: "see data quality" },
  "quarantine.edit": { zh: "更正问题数据", en: "correct quarantined records" },
  "quarantine.read": { zh: "查看问题数据", en: "see quarantined records" },
  "receipt.read": { zh: "查看回执", en: "see receipts" },
  "record.backfill": { zh: "补报历史记录", en: "push records of the past" },
  "record.push": { zh: "归集记录", en: "push records" },
  "record.query": { zh: "查询记录", en: "query records" },
  "record.withdraw": { zh: "撤回记录", en: "withdraw records" },
  "role.edit": { zh: "授予和撤下角色", en: "give and take roles" },
  "self.query": { zh: "查询本人记录", en: "query one's own record" },
  "stray.read": { zh: "查看无归属的问题数据", en: "see quarantined records of no agency" },
  "stray.settle": { zh: "办结无归属的问题数据", en: "settle quarantined records of no agency" },
  "subject.search": { zh: "检索信用主体", en: "search subjects" },
  "public.page": { zh: "查看公示页面", en: "see a public page" },
  "public.search": { zh: "检索公示信息", en: "search what is public" },
  "session.enrol": { zh: "启用账号", en: "enrol" },
  "session.login": { zh: "登录", en: "log in" },
  "session.logout": { zh: "退出登录", en: "log out" },
  "session.password": { zh: "修改密码", en: "change the password" },
};

/** The actions that a policy line can name. */
export const policyActions: readonly string[] = Object.keys(actions).filter((a) => !/^(session|public)\./.test(a));

/** Kinds of evidence. */
export const kinds: Names = {
  query: { zh: "查询", en: "query" },
  search: { zh: "检索主体", en: "search" },
  refusal: { zh: "拒绝", en: "refusal" },
  push: { zh: "归集", en: "push" },
  policy: { zh: "权限变更", en: "change of rights" },
  session: { zh: "会话", en: "session" },
  export: { zh: "数据取用", en: "data handed out" },
  ledger: { zh: "审计检索", en: "audit of the ledger" },
  catalog: { zh: "目录变更", en: "change of catalog" },
  proposal: { zh: "目录变更提案", en: "proposal for the catalog" },
  malformed: { zh: "无法解析", en: "unreadable entry" },
};

export const decisions: Names = {
  allow: { zh: "准许", en: "allowed" },
  deny: { zh: "拒绝", en: "refused" },
};

/** How much of a record is seen in clear. */
export const levels: Names = {
  public: { zh: "公开级", en: "public" },
  shared: { zh: "共享级", en: "shared" },
  authorised: { zh: "授权级", en: "authorised" },
  sealed: { zh: "密封级", en: "sealed" },
};

/** Of which divisions records are seen. */
export const scopes: Names = {
  own: { zh: "本区划及市级", en: "own division and city-wide" },
  city: { zh: "全市", en: "the whole city" },
  any: { zh: "不限区划", en: "any division" },
};

/** Why something was refused. */
export const reasons: Names = {
  ACCOUNT_DISABLED: { zh: "账号或所属部门已停用", en: "the account or its agency is disabled" },
  ACCOUNT_LOCKED: { zh: "连续登录失败，账号已锁定", en: "locked after repeated failures to log in" },
  ACTION_DENIED: { zh: "没有执行该操作的权限", en: "no right to do this" },
  CASE_NO_MISMATCH: { zh: "案号格式不符", en: "the case number has another form" },
  CASE_NO_REQUIRED: { zh: "缺少案号", en: "the case number is missing" },
  CREDENTIAL_UNKNOWN: { zh: "凭证无效", en: "the credential is not known" },
  ENROLMENT_INVALID: { zh: "启用链接无效或已过期", en: "the enrolment link is not valid or over" },
  GRANT_EXPIRED: { zh: "授权已到期", en: "the grant has ended" },
  KEY_EXPIRED: { zh: "密钥已到期或已撤销", en: "the key has ended or was revoked" },
  LAST_ADMINISTRATOR: { zh: "会使某一管理员岗位无人可任", en: "an office would be left empty" },
  LOGIN_FAILED: { zh: "账号或密码不正确", en: "wrong account or password" },
  LOGIN_REQUIRED: { zh: "未登录", en: "not logged in" },
  NOT_A_SUBJECT: { zh: "不是信用主体账号", en: "not the account of a credit subject" },
  NO_AGENCY: { zh: "不属于任何部门", en: "belongs to no agency" },
  NO_RESOURCES: { zh: "没有可查询的资源", en: "no resource that may be queried" },
  OFFICE_BEYOND_DUTY: { zh: "超出该岗位的职责", en: "beyond the duty of the office" },
  OUT_OF_SCOPE: { zh: "超出辖区", en: "outside the division" },
  PEERS_ONLY: { zh: "仅供内部服务调用", en: "for services only" },
  PEOPLE_ONLY: { zh: "仅限人员操作，密钥不能代办", en: "for people, not for keys" },
  POLICY_DENIED: { zh: "策略明确禁止", en: "forbidden by a policy line" },
  POLICY_NO_GRANT: { zh: "没有授权", en: "no grant" },
  POLICY_NO_ROLE: { zh: "没有任何有效角色", en: "no role in force" },
  POLICY_STALE: { zh: "策略未能及时更新，暂停放行", en: "the policy could not be refreshed in time" },
  PURPOSE_NOT_GRANTED: { zh: "授权不含该查询事由", en: "the purpose is not covered by the grant" },
  PURPOSE_REQUIRED: { zh: "缺少查询事由", en: "the purpose is missing" },
  PURPOSE_UNKNOWN: { zh: "查询事由不在代码表中", en: "the purpose is not in the code list" },
  RESERVED_ACTION: { zh: "该权限只属于另一管理员岗位", en: "reserved to another office" },
  RESOURCE_UNKNOWN: { zh: "没有这个信息资源", en: "no such resource" },
  ROLE_FOR_PEOPLE: { zh: "该角色只能由人员担任", en: "the role is for people" },
  SELF_GRANT: { zh: "不能更改自己的角色", en: "nobody changes his own roles" },
  SEPARATION_OF_DUTIES: { zh: "违反三员分立", en: "separation of the three administrators" },
  SESSION_EXPIRED: { zh: "会话已结束", en: "the session has ended" },
  SUBJECT_ALONE: { zh: "信用主体账号不能兼任其他角色", en: "a credit subject holds no other role" },
};
