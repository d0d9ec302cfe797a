import { Link } from "react-router";
import { Code } from "../../../components/Code";
import { MaskedValue } from "../../../components/MaskedValue";
import { DateOnly, Time } from "../../../components/Time";
import { useMarks, type Marks } from "../../../lib/marks";
import { useText, type Translate } from "../../../lib/text";
import { Fact } from "../Fact";
import { needsText } from "./needs";
import type { Field, One, Rec } from "./records";
import { hintKey, text, type ProfileKey } from "./text";

/** RecordDetail shows a record's items with what is masked and why, where it comes from, and its earlier versions. */
export function RecordDetail({ one }: { one: One }) {
  const t = useText(text);
  return (
    <div className="of-detail-body">
      <Items record={one.record} />
      <Facts record={one.record} />
      {one.older.length > 0 && (
        <div className="of-older">
          <h4>{t("olderVersions")}</h4>
          {one.older.map((r) => (
            <details key={r.version}>
              <summary>
                {t("version", { n: r.version })} · {r.withdrawn ? t("withdrawn") : t("superseded")} · <Time at={r.known_at} />
              </summary>
              <Items record={r} against={one.record} />
              <Facts record={r} />
            </details>
          ))}
        </div>
      )}
    </div>
  );
}

/** Items lists the items; those of an earlier version that differ from the present one are marked. */
function Items({ record, against }: { record: Rec; against?: Rec }) {
  const t = useText(text);
  if (record.fields.length === 0) return <p className="cx-muted">{t("noItems")}</p>;
  const masked = record.fields.filter((f) => f.masked).length;
  const changed = (f: Field) => against !== undefined && against.fields.find((o) => o.name === f.name)?.value !== f.value;
  return (
    <>
      <dl className="of-items" aria-label={t("items")}>
        {record.fields.map((f) => (
          <div key={f.name} className={f.value.length > 40 ? "of-item of-item-wide" : "of-item"}>
            <dt title={f.name}>{f.name_zh || f.name}</dt>
            <dd>
              {changed(f) ? <mark>{f.value}</mark> : <MaskedValue value={f.value} masked={f.masked} reason={f.mask_reason} unit={f.unit} />}
              {f.masked && <Reason field={f} />}
            </dd>
          </div>
        ))}
      </dl>
      {masked > 0 && <p className="cx-muted of-small">{t("maskedCount", { n: masked })} · {t("needsWhom")}</p>}
    </>
  );
}

/** Reason says why an item is masked and which grant would show it. */
function Reason({ field }: { field: Field }) {
  const t = useText(text);
  const needs = needsText(field, t, useMarks());
  return (
    <span className="of-mask-reason">
      {field.mask_reason}
      {needs !== "" && (
        <>
          {" "}
          {t("needs")}
          {needs}
        </>
      )}
    </span>
  );
}

function Facts({ record: r }: { record: Rec }) {
  const t = useText(text);
  const marks = useMarks();
  const pub = r.publication === "published" ? "pub_published" : r.publication === "ended" ? "pub_ended" : r.publication === "withdrawn" ? "pub_withdrawn" : "pub_not_published";
  return (
    <dl className="of-line of-source">
      <Fact name={t("publication")}>
        {t(pub)}
        {r.publication_until !== "" && (
          <>
            {" · "}
            {t("publicationUntil")} <DateOnly date={r.publication_until} />
          </>
        )}
      </Fact>
      {r.publication_basis !== "" && <Fact name={t("publicationBasis")}>{r.publication_basis}</Fact>}
      <Fact name={t("knownAt")}>
        <Time at={r.known_at} />
      </Fact>
      <Fact name={t("resource")}>
        <Link to={`/catalog/${encodeURIComponent(r.resource)}`}>
          <code>{r.resource}</code>
        </Link>{" "}
        · {t("resourceVersion", { n: r.resource_version })}
      </Fact>
      <Fact name={t("recordId")}>
        <Code>{r.record_id}</Code>
      </Fact>
      {r.hints.length > 0 && <Fact name={t("hints")}>{marks.clauses(r.hints.map((h) => hintText(h, t, marks)))}</Fact>}
      <Fact name={t("digest")}>
        <code className="of-digest">{r.digest}</code>
      </Fact>
    </dl>
  );
}

/** hintText says what the exchange noted when a record arrived. */
function hintText(code: string, t: Translate<ProfileKey>, marks: Marks): string {
  const bare = code.slice(code.lastIndexOf(":") + 1);
  const key = hintKey(bare);
  return key === null ? code : marks.aside(t(key), bare);
}
