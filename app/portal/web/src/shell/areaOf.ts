import type { Area } from "./areas";
import { areas } from "./registry";

/** areaOf finds the area of an address below /portal: the one that has the longest path that leads to it. */
export function areaOf(pathname: string): Area | undefined {
  let best: Area | undefined;
  let length = -1;
  for (const area of areas) {
    for (const path of [...area.nav.map((n) => n.path), ...(area.within ?? [])]) {
      const leads = path === "/" ? pathname === "/" : pathname === path || pathname.startsWith(`${path}/`);
      if (leads && path.length > length) {
        best = area;
        length = path.length;
      }
    }
  }
  return best;
}
