import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "catalog",
  label: { zh: "资源目录", en: "Catalog" },
  nav: [{ path: "/catalog", label: { zh: "资源目录", en: "Catalog" }, end: true }],
  routes: [{ path: "catalog", lazy: () => import("./Home") }],
});
