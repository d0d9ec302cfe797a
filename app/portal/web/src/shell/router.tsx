import { createBrowserRouter, type RouteObject } from "react-router";
import type { Area } from "./areas";
import { Shell } from "./Shell";
import { NotFound, RouteFailed } from "./failures";
import { areas } from "./registry";
import { Require } from "./Require";
import { Loading } from "./Loading";

/** newRouter lays out the pages of all areas inside the shell. */
export function newRouter() {
  return createBrowserRouter(
    [
      {
        element: <Shell />,
        errorElement: <RouteFailed bare />,
        HydrateFallback: Loading,
        children: [
          // A failure of a page leaves the shell around it.
          {
            errorElement: <RouteFailed />,
            HydrateFallback: Loading,
            children: [...areas.map(areaRoutes), { path: "login", lazy: () => import("./Login") }, { path: "*", element: <NotFound /> }],
          },
        ],
      },
    ],
    // With the slash, so that the first page keeps it.
    { basename: "/portal/" },
  );
}

function areaRoutes(area: Area): RouteObject {
  return { element: <Require need={area.opens ?? area.need} />, errorElement: <RouteFailed />, HydrateFallback: Loading, children: area.routes };
}
