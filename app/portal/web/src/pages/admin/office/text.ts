import { defineText } from "../../../lib/text";

export const text = defineText("admin.office", {
  zh: {
    title: "三员职责",
    intro: "账号、权限、核查由三个岗位分别掌管：一个人不能兼任两岗，也不能更改自己的角色；任何一岗都看不到信用记录。",
    yours: "您的岗位",
    pages: "可用页面",
    none: "本岗位没有您可用的页面。",
    system_admin: "管账号：部门与人员的建立、停用，密钥的签发与撤销，运行状况。不能授予权限，也看不到信用记录。",
    security_admin: "管权限：给人员授予和撤下角色，维护策略，查清谁能看到什么。不能建立账号，也看不到信用记录。",
    audit_admin: "管核查：检索存证账本、核验证明，查看部门、人员和策略。不能更改任何账号或权限。",
    others: "其他角色",
    othersText: "目录管理员可以查看部门和运行状况。其余业务角色不涉及系统管理。",
  },
  en: {
    title: "The three offices",
    intro: "Accounts, rights and checks are three offices: nobody holds two of them or changes his own roles, and none of them sees a credit record.",
    yours: "Your office",
    pages: "Pages",
    none: "No page of this office is yours to see.",
    system_admin: "Accounts: makes and disables agencies and people, issues and revokes keys, watches the system. Gives no rights and sees no credit record.",
    security_admin: "Rights: gives and takes roles, keeps the policy, finds out who can see what. Makes no accounts and sees no credit record.",
    audit_admin: "Checks: searches the ledger and verifies its proofs; sees agencies, people and policy. Changes no account and no right.",
    others: "Other roles",
    othersText: "Catalog managers may see agencies and the state of the system. The other roles have nothing to do with administration.",
  },
});
