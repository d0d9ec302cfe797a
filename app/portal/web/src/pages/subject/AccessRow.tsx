import { EvidenceTag } from "../../components/EvidenceTag";
import { StatusTag } from "../../components/StatusTag";
import { Time } from "../../components/Time";
import { useText } from "../../lib/text";
import { useWords } from "../../lib/vocabulary/useWords";
import { isOwn, isPublic, type Access } from "./accesses";
import { text } from "./text";

/** AccessRow is one look: when, who, why, and whether it was allowed. */
export function AccessRow({ event: e }: { event: Access }) {
  const t = useText(text);
  const words = useWords();
  const allowed = e.decision === "allow";
  return (
    <>
      <span className="sj-when">
        <Time at={e.at} />
      </span>
      <span className="sj-who">
        <strong>{isOwn(e) ? t("own") : e.agency_name || e.agency || t("unknownAgency")}</strong>
        {!isOwn(e) && (
          <span className="cx-muted">
            {isPublic(e) && e.purpose === "" ? t("publicLook") : `${t("purpose")} ${e.purpose === "" ? t("noPurpose") : words.purpose(e.purpose)}`}
            {e.case_no !== "" && ` · ${t("case")} ${e.case_no}`}
          </span>
        )}
      </span>
      <span className="sj-result">
        <StatusTag tone={allowed ? "info" : "neutral"}>{t(allowed ? "allowed" : "refused")}</StatusTag>
        {!allowed && <span className="cx-muted">{t("refusedHint")}</span>}
        <EvidenceTag index={e.index} />
      </span>
    </>
  );
}
