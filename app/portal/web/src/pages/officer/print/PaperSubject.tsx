import { useMarks } from "../../../lib/marks";
import { useText } from "../../../lib/text";
import { Fact } from "../Fact";
import { headlineOf } from "../profile/headline";
import { kindKey } from "../profile/kind";
import { dayOf, type Profile } from "../profile/records";
import { text as profileText } from "../profile/text";
import { cautionsOf, warningsOf } from "../profile/warnings";
import { text as deskText } from "../text";
import { text } from "./text";

/** PaperSubject prints who the subject is, and what warns. */
export function PaperSubject({ profile }: { profile: Profile }) {
  const t = useText(text);
  const p = useText(profileText);
  const desk = useText(deskText);
  const marks = useMarks();
  const { subject } = profile;
  const person = subject.kind === "person";
  const unknown = p("unknownItem");
  return (
    <>
      <section>
        <h2>{t("subject")}</h2>
        <dl className="of-paper-facts">
          <Fact name={p(person ? "token" : "uscc")}>
            <code>{subject.id}</code>
          </Fact>
          <Fact name={p("kind")}>{desk(kindKey(subject.kind))}</Fact>
          {!person && (
            <>
              <Fact name={p("division")}>{[subject.division_name, subject.division].filter(Boolean).join(" ") || unknown}</Fact>
              <Fact name={p("status")}>{subject.status || unknown}</Fact>
              <Fact name={p("legal")}>{subject.legal_representative || unknown}</Fact>
              <Fact name={p("registeredOn")}>{subject.registered_on || unknown}</Fact>
              <Fact name={p("legacyCodes")}>{marks.list(subject.legacy_codes) || p("noneOf")}</Fact>
              <Fact name={p("formerNames")}>{marks.list(subject.former_names.map((f) => (f.until === "" ? f.name : marks.aside(f.name, p("until", { date: f.until }))))) || p("noneOf")}</Fact>
            </>
          )}
        </dl>
      </section>
      <Warned profile={profile} />
    </>
  );
}

function Warned({ profile }: { profile: Profile }) {
  const t = useText(text);
  const p = useText(profileText);
  const marks = useMarks();
  const warnings = warningsOf(profile);
  const cautions = cautionsOf(profile);
  return (
    <section>
      <h2>{t("warnings")}</h2>
      <ul className="of-paper-warnings">
        {warnings.length === 0 && <li>{p("warningsNone")}</li>}
        {warnings.map((w) => (
          <li key={w.kind}>
            <strong>
              {p(`w_${w.kind}`, { status: profile.subject.status })}
              {w.records.length > 0 && ` ${p("countOf", { n: w.records.length })}`}
            </strong>
            {w.endless > 0 && marks.aside("", p("endless", { n: w.endless }))}
            {w.records.length > 0 && `${marks.colon}${marks.clauses(w.records.map((o) => `${dayOf(o.record)} ${headlineOf(o.record) || o.record.document_no}`))}`}
          </li>
        ))}
        {cautions.length > 0 && <li>{p("cautions", { list: marks.list(cautions.map((c) => p("cautionItem", { name: p(`k_${c.kind}`), n: c.count }))) })}</li>}
      </ul>
    </section>
  );
}
