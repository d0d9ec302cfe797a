import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "subject",
  label: { zh: "我的信用", en: "My credit" },
  need: { roles: ["subject"] },
  nav: [{ path: "/subject", label: { zh: "我的信用", en: "My credit" }, end: true }],
  routes: [{ path: "subject", lazy: () => import("./Home") }],
});
