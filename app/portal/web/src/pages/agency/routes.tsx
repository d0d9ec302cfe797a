import { defineArea } from "../../shell/areas";

export default defineArea({
  id: "agency",
  label: { zh: "数源部门", en: "Source agency" },
  need: { actions: ["record.push", "quarantine.edit"] },
  nav: [
    { path: "/agency", label: { zh: "工作台", en: "Overview" }, end: true },
    { path: "/agency/push", label: { zh: "数据归集", en: "Push" }, need: { actions: ["record.push"] } },
    { path: "/agency/receipts", label: { zh: "回执", en: "Receipts" }, need: { actions: ["receipt.read"] } },
    { path: "/agency/quarantine", label: { zh: "问题数据", en: "Quarantine" }, need: { actions: ["quarantine.read"] } },
    { path: "/agency/connection", label: { zh: "接口与密钥", en: "Connection and keys" }, need: { actions: ["agency_key.read"] } },
  ],
  routes: [
    { path: "agency", lazy: () => import("./overview/Overview") },
    { path: "agency/push", lazy: () => import("./push/Push") },
    { path: "agency/receipts", lazy: () => import("./receipts/Receipts") },
    { path: "agency/receipts/:id", lazy: () => import("./receipts/ReceiptPage") },
    { path: "agency/quarantine", lazy: () => import("./quarantine/Quarantine") },
    { path: "agency/quarantine/correct", lazy: () => import("./quarantine/Correct") },
    { path: "agency/connection", lazy: () => import("./connection/Connection") },
  ],
});
