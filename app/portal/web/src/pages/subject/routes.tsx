import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "subject",
  label: { zh: "我的信用", en: "My credit" },
  need: { roles: ["subject"] },
  nav: [
    { path: "/me", label: { zh: "我的记录", en: "My record" }, end: true },
    { path: "/me/accesses", label: { zh: "谁查过我", en: "Who looked" } },
  ],
  routes: [
    { path: "me", lazy: () => import("./Record") },
    { path: "me/accesses", lazy: () => import("./Accesses") },
  ],
});
