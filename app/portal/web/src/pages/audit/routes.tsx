import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "audit",
  label: { zh: "审计", en: "Audit" },
  need: { actions: ["audit.search"] },
  nav: [
    { path: "/audit", label: { zh: "概览", en: "Overview" }, end: true },
    { path: "/audit/events", label: { zh: "访问日志", en: "Access log" } },
    { path: "/audit/ledger", label: { zh: "账本核验", en: "Ledger" }, need: { actions: ["audit.proof"] } },
  ],
  routes: [
    { path: "audit", lazy: () => import("./overview/Overview") },
    { path: "audit/events", lazy: () => import("./log/Events") },
    { path: "audit/events/:index", lazy: () => import("./event/Event") },
    { path: "audit/ledger", lazy: () => import("./ledger/Ledger") },
  ],
});
