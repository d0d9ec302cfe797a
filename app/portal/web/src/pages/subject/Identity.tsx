import type { ReactNode } from "react";
import { Time, DateOnly } from "../../components/Time";
import type { Profile } from "../../components/credit/records";
import { formatNumber } from "../../lib/format";
import { useLang, useText } from "../../lib/text";
import { text } from "./text";

/** Identity says whose record it is, as of when, and how much there is. A person's token is nobody's business and is not shown. */
export function Identity({ profile: p }: { profile: Profile }) {
  const t = useText(text);
  const lang = useLang();
  const s = p.subject;
  if (s === undefined) return null;
  const person = s.kind === "person";
  const published = p.groups.flatMap((g) => g.records).filter((r) => r.publication === "published").length;
  return (
    <section className="cx-card" aria-labelledby="identity">
      <h2 id="identity">{s.name}</h2>
      <dl className="sj-id">
        {!person && (
          <Fact name={t("code")}>
            <code>{s.id}</code>
          </Fact>
        )}
        <Fact name={t("kind")}>{t(person ? "person" : s.kind === "self_employed" ? "self_employed" : "organisation")}</Fact>
        {s.status !== "" && <Fact name={t("status")}>{s.status}</Fact>}
        {s.division_name !== "" && <Fact name={t("division")}>{s.division_name}</Fact>}
        {s.legal_representative !== "" && <Fact name={t("representative")}>{s.legal_representative}</Fact>}
        {s.registered_on !== "" && (
          <Fact name={t("registeredOn")}>
            <DateOnly date={s.registered_on} />
          </Fact>
        )}
        {s.former_names.length > 0 && <Fact name={t("former")}>{s.former_names.map((f) => f.name).join("、")}</Fact>}
        <Fact name={t("asOf")}>
          <Time at={p.answered_at} />
        </Fact>
        <Fact name={t("records")}>{t("recordsN", { n: formatNumber(p.record_count, lang) })}</Fact>
        {!person && <Fact name={t("shown")}>{t("recordsN", { n: formatNumber(published, lang) })}</Fact>}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
