import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "tour",
  label: { zh: "演示导览", en: "Tour" },
  demo: true,
  nav: [{ path: "/tour", label: { zh: "演示导览", en: "Tour" }, end: true }],
  routes: [{ path: "tour", lazy: () => import("./Tour") }],
});
