import { Code } from "../../../components/Code";
import { DateOnly } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { Fact } from "../Fact";
import { text as deskText } from "../text";
import { kindKey } from "./kind";
import type { Subject } from "./records";
import { text } from "./text";

/** Identity is the card of who the subject is. */
export function Identity({ subject, past }: { subject: Subject; past: boolean }) {
  const t = useText(text);
  const desk = useText(deskText);
  const unknown = <span className="cx-muted">{t(past ? "unknownThen" : "unknownItem")}</span>;
  const person = subject.kind === "person";
  return (
    <section className="cx-card of-identity" aria-labelledby="of-identity">
      <h2 id="of-identity">{t("identity")}</h2>
      <dl className="of-facts of-who">
        {person && (
          <Fact name={t("personName")} wide="all">
            <strong>{subject.name || unknown}</strong>
          </Fact>
        )}
        <Fact name={t(person ? "token" : "uscc")} wide>
          <Code>{subject.id}</Code>
        </Fact>
        <Fact name={t("kind")}>{desk(kindKey(subject.kind))}</Fact>
        {!person && (
          <>
            <Fact name={t("division")}>{[subject.division_name, subject.division].filter(Boolean).join(" · ") || unknown}</Fact>
            <Fact name={t("status")}>{subject.status || unknown}</Fact>
            <Fact name={t("legal")}>{subject.legal_representative || unknown}</Fact>
            <Fact name={t("registeredOn")}>{subject.registered_on ? <DateOnly date={subject.registered_on} /> : unknown}</Fact>
            <Fact name={t("legacyCodes")} wide>
              {subject.legacy_codes.length === 0 ? (
                <span className="cx-muted">{t("noneOf")}</span>
              ) : (
                subject.legacy_codes.map((c) => (
                  <span key={c} className="of-part">
                    <Code>{c}</Code>
                  </span>
                ))
              )}
            </Fact>
            <Fact name={t("formerNames")} wide="all">
              {subject.former_names.length === 0 ? (
                <span className="cx-muted">{t("noneOf")}</span>
              ) : (
                subject.former_names.map((f) => (
                  <span key={f.name} className="of-part">
                    {f.name} <span className="cx-muted">{f.until !== "" && t("until", { date: f.until })}</span>
                  </span>
                ))
              )}
            </Fact>
          </>
        )}
      </dl>
    </section>
  );
}
