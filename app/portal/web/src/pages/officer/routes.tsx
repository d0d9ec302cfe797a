import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "officer",
  label: { zh: "执法查询", en: "Enquiry" },
  need: { actions: ["subject.search", "record.query"] },
  nav: [{ path: "/officer", label: { zh: "执法查询", en: "Enquiry" }, end: true }],
  routes: [{ path: "officer", lazy: () => import("./Home") }],
});
