import { Link, useLocation } from "react-router";
import { toFault, type Fault } from "../api/fault";
import { useLang, useText, type Lang } from "../lib/text";
import { useMe } from "../lib/useMe";
import { EvidenceTag } from "./EvidenceTag";
import { portalPath } from "./portalPath";
import { text } from "./text";

interface Props {
  /** What was thrown; anything but a FaultError shows a general sentence. */
  error: unknown;
  /** Fills the page instead of standing in line. */
  page?: boolean;
  /** Offers to try again. */
  retry?: () => void;
}

/** faultSentence is the sentence of a fault in the language of the page. */
export function faultSentence(f: Fault, lang: Lang): string {
  return (lang === "zh" ? f.message_zh : f.message_en) || f.message || f.reason;
}

/** faultNextStep is what to do next, empty when the server names nothing. */
export function faultNextStep(f: Fault, lang: Lang): string {
  return (lang === "zh" ? f.next_step_zh : f.next_step_en) || f.next_step || "";
}

/** FaultView shows a refusal: the sentence, what to do next, where it is, the rule, the code, and its evidence. */
export function FaultView({ error, page = false, retry }: Props) {
  const t = useText(text);
  const lang = useLang();
  const f = toFault(error);
  const next = faultNextStep(f, lang);
  const where = [f.record && t("record", { record: f.record }), f.field && t("field", { field: f.field })].filter(Boolean).join(" · ");
  const { pathname, search } = useLocation();
  const anonymous = useMe() === null;
  // Who is not logged in is led there and back.
  const login = f.code === 401 && anonymous && pathname !== "/login" ? `/login?next=${encodeURIComponent(pathname + search)}` : null;
  const link = login ?? portalPath(f.link);
  const Sentence = page ? "h1" : "p";
  return (
    <div className={page ? "cx-fault cx-fault-page" : "cx-fault"} role="alert">
      <FaultSign />
      <div>
        <Sentence className="cx-fault-sentence">{faultSentence(f, lang)}</Sentence>
        {next !== "" && (
          <p>
            <strong>{t("next")}</strong>
            {next}
          </p>
        )}
        <dl className="cx-fault-facts">
          {where !== "" && <Fact name={t("where")}>{where}</Fact>}
          {f.rule && <Fact name={t("rule")}>{f.rule}</Fact>}
          <Fact name={t("reason")}>
            <code>{f.reason}</code>
          </Fact>
          {f.evidence !== undefined && (
            <Fact name={t("evidence")}>
              <EvidenceTag index={f.evidence} bare />
            </Fact>
          )}
        </dl>
        {(retry !== undefined || link !== null) && (
          <p className="cx-fault-ways">
            {retry !== undefined && (
              <button type="button" className="cx-button" onClick={retry}>
                {t("retry")}
              </button>
            )}
            {link !== null && (
              <Link className="cx-button" to={link}>
                {t(login === null ? "follow" : "login")}
              </Link>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function FaultSign() {
  return (
    <svg className="cx-fault-sign" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" aria-hidden="true">
      <circle cx="10" cy="10" r="7.6" />
      <path d="M10 6v5M10 13.8v.1" />
    </svg>
  );
}
