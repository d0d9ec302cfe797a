import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "audit",
  label: { zh: "审计", en: "Audit" },
  need: { actions: ["audit.search"] },
  nav: [{ path: "/audit", label: { zh: "审计", en: "Audit" }, end: true }],
  routes: [{ path: "audit", lazy: () => import("./Home") }],
});
