import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "officer",
  label: { zh: "执法查询", en: "Enquiry" },
  need: { actions: ["subject.search", "record.query"] },
  nav: [{ path: "/officer", label: { zh: "执法查询", en: "Enquiry" } }],
  routes: [
    {
      path: "officer",
      lazy: () => import("./Layout"),
      children: [
        { index: true, lazy: () => import("./search/Search") },
        { path: "subjects/:id", lazy: () => import("./profile/ProfilePage") },
        { path: "subjects/:id/print", lazy: () => import("./print/PrintPage") },
      ],
    },
  ],
});
