import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "admin",
  label: { zh: "系统管理", en: "Administration" },
  need: { actions: ["agency.read", "person.read", "policy.read", "metrics.read"], roles: ["system_admin", "security_admin", "audit_admin"] },
  nav: [{ path: "/admin", label: { zh: "系统管理", en: "Administration" }, end: true }],
  routes: [{ path: "admin", lazy: () => import("./Home") }],
});
