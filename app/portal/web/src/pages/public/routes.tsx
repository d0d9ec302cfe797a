import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "public",
  label: { zh: "信用公示", en: "Public credit" },
  nav: [{ path: "/", label: { zh: "首页", en: "Home" }, end: true }],
  routes: [{ index: true, lazy: () => import("./Home") }],
});
