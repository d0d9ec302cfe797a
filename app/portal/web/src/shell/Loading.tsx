import { useText } from "../lib/text";
import { text } from "./text";

/** Loading stands where a page is on its way. */
export function Loading() {
  const t = useText(text);
  return (
    <div className="cx-loading" role="status" aria-busy="true">
      <span className="cx-hidden">{t("loading")}</span>
      <span className="cx-bone" style={{ width: "32%", height: 26 }} />
      <span className="cx-bone" style={{ width: "58%" }} />
      <span className="cx-bone" style={{ height: 120 }} />
    </div>
  );
}
