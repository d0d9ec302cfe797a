import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "admin",
  label: { zh: "系统管理", en: "Administration" },
  need: { actions: ["agency.read", "person.read", "policy.read", "metrics.read"], roles: ["system_admin", "security_admin", "audit_admin"] },
  // Whoever comes here by an address learns which office does it.
  opens: { login: true },
  nav: [
    { path: "/admin", label: { zh: "三员职责", en: "Offices" }, end: true },
    { path: "/admin/agencies", label: { zh: "部门", en: "Agencies" }, need: { actions: ["agency.read"] } },
    { path: "/admin/people", label: { zh: "人员", en: "People" }, need: { actions: ["person.read"] } },
    { path: "/admin/keys", label: { zh: "密钥", en: "Keys" }, need: { actions: ["key.read"] } },
    { path: "/admin/roles", label: { zh: "角色", en: "Roles" }, need: { actions: ["role.edit"] } },
    { path: "/admin/policy", label: { zh: "策略", en: "Policy" }, need: { actions: ["policy.read"] } },
    { path: "/admin/who-can", label: { zh: "谁能看到", en: "Who can see" }, need: { actions: ["policy.read"] } },
    { path: "/admin/system", label: { zh: "运行状况", en: "System" }, need: { actions: ["metrics.read"] } },
  ],
  routes: [
    { path: "admin", lazy: () => import("./office/Offices") },
    { path: "admin/agencies", lazy: () => import("./agencies/Agencies") },
    { path: "admin/people", lazy: () => import("./people/People") },
    { path: "admin/keys", lazy: () => import("./keys/Keys") },
    { path: "admin/roles", lazy: () => import("./roles/Roles") },
    { path: "admin/policy", lazy: () => import("./policy/Policy") },
    { path: "admin/policy/versions", lazy: () => import("./policy/Versions") },
    { path: "admin/policy/versions/:version", lazy: () => import("./policy/Version") },
    { path: "admin/who-can", lazy: () => import("./whocan/WhoCan") },
    { path: "admin/system", lazy: () => import("./system/System") },
  ],
});
