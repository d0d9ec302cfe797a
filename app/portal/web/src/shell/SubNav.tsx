import { NavLink, useLocation } from "react-router";
import { usePick, useText } from "../lib/text";
import { may, useMe } from "../lib/useMe";
import { areaOf } from "./areaOf";
import { text } from "./text";

/** SubNav is the second row: the pages of the area one is in, when there are several. */
export function SubNav() {
  const t = useText(text);
  const pick = usePick();
  const me = useMe();
  const area = areaOf(useLocation().pathname);
  const entries = area?.nav.filter((n) => may(me, area.need) && may(me, n.need)) ?? [];
  if (area === undefined || entries.length < 2) return null;
  return (
    <nav className="cx-subnav" aria-label={t("areaNavigation", { area: pick(area.label) })}>
      <ul>
        {entries.map((n) => (
          <li key={n.path}>
            <NavLink to={n.path} end={n.end ?? false}>
              {pick(n.label)}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
