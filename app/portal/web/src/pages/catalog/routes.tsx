import { defineArea } from "../../shell/areas";

const manager = { actions: ["catalog.edit"] };

export default defineArea({
  id: "catalog",
  label: { zh: "资源目录", en: "Catalog" },
  nav: [
    { path: "/catalog", label: { zh: "资源目录", en: "Catalog" }, end: true },
    { path: "/catalog/proposals", label: { zh: "待复核变更", en: "Proposals" }, need: manager },
    { path: "/catalog/publish", label: { zh: "发布新版本", en: "Publish a version" }, need: manager },
  ],
  routes: [
    { path: "catalog", lazy: () => import("./Browse") },
    { path: "catalog/proposals", lazy: () => import("./manage/Proposals") },
    { path: "catalog/proposals/:id", lazy: () => import("./manage/Proposal") },
    { path: "catalog/publish", lazy: () => import("./manage/Publish") },
    { path: "catalog/:code", lazy: () => import("./resource/ResourcePage") },
  ],
});
