import { useLang, usePick, useText } from "../../../lib/text";
import { formatDate } from "../../../lib/format";
import { useMarks } from "../../../lib/marks";
import { headlineOf } from "../profile/headline";
import { needsText } from "../profile/needs";
import { dayOf, forceOf, type Profile, type Rec } from "../profile/records";
import { text as profileText } from "../profile/text";
import { text } from "./text";

/** PaperRecords prints the records by class, each in a line and, when asked for, with all its items, masked as on the screen. */
export function PaperRecords({ profile, day, full }: { profile: Profile; day: string; full: boolean }) {
  const t = useText(text);
  const p = useText(profileText);
  const pick = usePick();
  if (profile.groups.length === 0) return null;
  return (
    <section>
      <h2>{t("records")}</h2>
      {profile.groups.map((g) => (
        <table key={g.class} className="of-paper-records">
          <caption>
            {pick({ zh: g.name_zh, en: g.name_en })} {p("countOf", { n: g.records.filter((r) => r.current).length })}
          </caption>
          <thead>
            <tr>
              {(["date", "what", "document", "agency", "validity", "state"] as const).map((h) => (
                <th key={h} scope="col">
                  {p(h)}
                </th>
              ))}
            </tr>
          </thead>
          {g.records.map((r) => (
            <Row key={`${r.record_id} ${r.agency} ${r.version}`} record={r} day={day} full={full} />
          ))}
        </table>
      ))}
    </section>
  );
}

function Row({ record: r, day, full }: { record: Rec; day: string; full: boolean }) {
  const p = useText(profileText);
  const lang = useLang();
  const validity = r.valid_from === "" && r.valid_to === "" ? p("noneOf") : `${formatDate(r.valid_from || r.occurred_on, lang)} ${p("validTo")} ${r.valid_to === "" ? p("noEnd") : formatDate(r.valid_to, lang)}`;
  return (
    <tbody>
      <tr>
        <td className="of-nowrap">{dayOf(r)}</td>
        <td>
          {r.resource_name}
          {headlineOf(r) !== "" && (
            <>
              <br />
              <strong>{headlineOf(r)}</strong>
            </>
          )}
        </td>
        <td>{r.document_no || p("noneOf")}</td>
        <td>{r.agency_name || r.agency}</td>
        <td>{validity}</td>
        <td>{[r.current ? p(forceOf(r, day)) : p("superseded"), r.late ? p("late") : ""].filter(Boolean).join(" · ")}</td>
      </tr>
      {full && r.fields.length > 0 && (
        <tr className="of-paper-items">
          <td colSpan={6}>
            <Items record={r} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Items({ record }: { record: Rec }) {
  const t = useText(text);
  const p = useText(profileText);
  const marks = useMarks();
  return (
    <dl>
      {record.fields.map((f) => (
        <div key={f.name}>
          <dt>{f.name_zh || f.name}</dt>
          <dd>{f.masked ? t("maskedBecause", { value: f.value, why: [f.mask_reason, needsText(f, p, marks)].filter(Boolean).join(" ") }) : `${f.value}${f.unit === "" ? "" : ` ${f.unit}`}`}</dd>
        </div>
      ))}
    </dl>
  );
}
