import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "agency",
  label: { zh: "数源部门", en: "Source agency" },
  need: { actions: ["record.push", "quarantine.read", "receipt.read"] },
  nav: [{ path: "/agency", label: { zh: "数源部门", en: "Source agency" }, end: true }],
  routes: [{ path: "agency", lazy: () => import("./Home") }],
});
