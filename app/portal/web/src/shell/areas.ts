/**
 * The areas of the portal. To build or change one:
 *
 * 1. An area is a folder `src/pages/<area>/` with `routes.tsx` and `text.ts`; its pages and parts live beside them.
 * 2. `routes.tsx` is loaded with the first page, so it stays small: labels as {zh, en} in place, pages only through `lazy`.
 *
 *        import { defineArea } from "../../shell/areas";
 *        export default defineArea({
 *          id: "officer",
 *          label: { zh: "执法查询", en: "Enquiry" },
 *          need: { actions: ["subject.search"] },              // any one of these actions or roles; { login: true } for any login
 *          nav: [{ path: "/officer", label: { zh: "查询", en: "Search" }, end: true }],   // a second row when there are several
 *          routes: [
 *            { path: "officer", lazy: () => import("./Search") },
 *            { path: "officer/subjects/:id", lazy: () => import("./Profile") },
 *          ],
 *        });
 *
 * 3. A page module exports `Component`. It starts with `<Page title=… intro=…>`, which sets the title and takes the focus:
 *
 *        export function Component() {
 *          const t = useText(text);
 *          const query = useQuery({ queryKey: ["statistics"], queryFn: () => fetchData(api.GET("/v1/public/statistics")) });
 *          return <Page title={t("title")}><AsyncView query={query}>{(data) => …}</AsyncView></Page>;
 *        }
 *
 * 4. `text.ts` is `export const text = defineText("officer", { zh: {…}, en: {…} })`; a key missing in one language fails tsc.
 * 5. Calls go through `api` with `fetchData` (throws FaultError) or `fetchAnswer` (also the evidence index); files through
 *    `upload`. Types are `Schema<"history.v1.ProfileReply">`. Nothing is typed by hand that the OpenAPI file knows.
 * 6. Filters live in the address (`useUrlState`), lists page by cursor (`useCursorList`, `CursorList`), long work survives a
 *    reload (`useJob`), live figures come with `useEvents`.
 * 7. What the caller may not do is not offered (`useMay({ actions: [...] })`); what is allowed, the server decides.
 * 8. Colours come from `--cx-…` variables (tokens.ts) or Ant Design's tokens, never from literals.
 *
 * A new area is also added to `areas` in registry.ts, in the order of the navigation.
 */
import type { RouteObject } from "react-router";
import type { Both } from "../lib/text";
import type { Need } from "../lib/useMe";

export interface NavEntry {
  /** Below /portal, such as "/officer/cases". */
  path: string;
  label: Both;
  /** Marked as current on exactly this path only, not on those below. */
  end?: boolean;
  /** Beyond the need of the area. */
  need?: Need;
}

export interface Area {
  id: string;
  label: Both;
  /** Who is offered the area; everybody without one. Its routes ask for it too, unless `opens` says otherwise. */
  need?: Need;
  /** Only for an installation filled with the synthetic city. */
  demo?: true;
  /** Who may open its addresses, where those say more to others than that their roles lack something; `need` without one. */
  opens?: Need;
  /** The first entry is where the area's own tab leads. */
  nav: NavEntry[];
  /** What else lies in the area without an entry of its own, such as "/organisations". */
  within?: string[];
  routes: RouteObject[];
}

/** defineArea checks the shape of an area. */
export const defineArea = (area: Area): Area => area;
