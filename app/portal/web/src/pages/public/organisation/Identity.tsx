import type { ReactNode } from "react";
import { Code } from "../../../components/Code";
import type { Profile } from "../../../components/credit/records";
import { StatusTag } from "../../../components/StatusTag";
import { DateOnly } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useLang, usePick, useText } from "../../../lib/text";
import { text } from "./text";

/** Identity says who the subject is and how much is published in each class. */
export function Identity({ profile: p, code }: { profile: Profile; code: string }) {
  const t = useText(text);
  const lang = useLang();
  const pick = usePick();
  const s = p.subject;
  if (s === undefined) return null;
  const kind = s.kind === "self_employed" || s.kind === "public_body" ? s.kind : "organisation";
  return (
    <section className="cx-card" aria-labelledby="identity">
      <h2 id="identity" className="cx-hidden">
        {t("identity")}
      </h2>
      <dl className="pb-id">
        <Fact name={t("code")}>
          <Code>{s.id || code}</Code>
        </Fact>
        {s.status !== "" && (
          <Fact name={t("status")}>
            <StatusTag tone={s.status === "存续" || s.status === "在业" ? "ok" : "warn"}>{s.status}</StatusTag>
          </Fact>
        )}
        <Fact name={t("kind")}>{t(kind)}</Fact>
        {s.division_name !== "" && <Fact name={t("division")}>{s.division_name}</Fact>}
        {s.legal_representative !== "" && <Fact name={t("representative")}>{s.legal_representative}</Fact>}
        {s.registered_on !== "" && (
          <Fact name={t("registeredOn")}>
            <DateOnly date={s.registered_on} />
          </Fact>
        )}
        {s.former_names.length > 0 && (
          <Fact name={t("former")}>
            {s.former_names.map((f) => (
              <div key={f.name}>{f.until === "" ? f.name : t("formerUntil", { name: f.name, until: f.until })}</div>
            ))}
          </Fact>
        )}
      </dl>
      {!s.registered && <p className="cx-note">{t("unregistered")}</p>}
      <ul className="pb-counts pb-no-print" aria-label={t("counts")}>
        {p.groups.map((g) => (
          <li key={g.class}>
            <a href={`#class-${g.class}`}>
              {pick({ zh: g.name_zh, en: g.name_en })}
              <b>{formatNumber(g.records.length, lang)}</b>
            </a>
          </li>
        ))}
      </ul>
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
