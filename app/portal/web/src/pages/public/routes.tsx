import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "public",
  label: { zh: "信用公示", en: "Public credit" },
  nav: [
    { path: "/", label: { zh: "首页", en: "Home" }, end: true },
    { path: "/search", label: { zh: "信用查询", en: "Search" } },
    { path: "/statistics", label: { zh: "数据统计", en: "Statistics" } },
    { path: "/rights", label: { zh: "异议与修复", en: "Objection and repair" } },
  ],
  within: ["/organisations"],
  routes: [
    { index: true, lazy: () => import("./Home") },
    { path: "search", lazy: () => import("./search/Search") },
    { path: "organisations/:code", lazy: () => import("./organisation/Organisation") },
    { path: "statistics", lazy: () => import("./statistics/Statistics") },
    { path: "rights", lazy: () => import("./rights/Rights") },
  ],
});
