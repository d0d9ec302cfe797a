import { Link } from "react-router";
import { useMay } from "../lib/useMe";
import { useText } from "../lib/text";
import { text } from "./text";

/** EvidenceTag names the ledger index of an answer or act; who may search the ledger gets a link to it. Nothing without an index. */
export function EvidenceTag({ index, bare = false }: { index: string | number | null | undefined; bare?: boolean }) {
  const t = useText(text);
  const audits = useMay({ actions: ["audit.search"] });
  if (index === null || index === undefined || index === "") return null;
  const number = <code>#{index}</code>;
  return (
    <span className={bare ? "cx-evidence cx-evidence-bare" : "cx-evidence"} title={t("evidenceHint")}>
      {!bare && <span>{t("evidence")} </span>}
      {audits ? <Link to={`/audit/events/${index}`}>{number}</Link> : number}
    </span>
  );
}
