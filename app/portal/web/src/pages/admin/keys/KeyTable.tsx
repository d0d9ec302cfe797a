import { api, fetchAnswer } from "../../../api/client";
import { Code } from "../../../components/Code";
import { ConfirmAction } from "../../../components/ConfirmAction";
import { StatusTag } from "../../../components/StatusTag";
import { Time } from "../../../components/Time";
import { useAgencyName } from "../../../lib/labels";
import { useMarks } from "../../../lib/marks";
import { useText } from "../../../lib/text";
import { useMay } from "../../../lib/useMe";
import { useWords } from "../../../lib/vocabulary/useWords";
import type { Act } from "../Done";
import { text as areaText } from "../text";
import { shortestWhy } from "../WhyField";
import type { Key } from "./Keys";
import { text } from "./text";

type State = "live" | "ended" | "revoked";

const stateOf = (k: Key, now: Date): State => (k.revoked ? "revoked" : k.expires_at && Date.parse(k.expires_at) <= now.getTime() ? "ended" : "live");

interface Props {
  rows: Key[];
  onDone: (act: Act) => void;
  /** Changes the roles of a key, for those who may. */
  onRoles: (key: Key) => void;
}

/** KeyTable lists keys with their state. */
export function KeyTable({ rows, onDone, onRoles }: Props) {
  const t = useText(text);
  const a = useText(areaText);
  const acts = useMay({ actions: ["key.edit", "role.edit"] });
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-card ad-list" tabIndex={0} role="region" aria-label={t("caption")}>
      <table className="cx-table ad-table">
        <caption className="cx-hidden">{t("caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("agency")}</th>
            <th scope="col">{t("label")}</th>
            <th scope="col">{t("id")}</th>
            <th scope="col">{t("roles")}</th>
            <th scope="col">{t("created")}</th>
            <th scope="col">{t("expires")}</th>
            <th scope="col">{a("status")}</th>
            {acts && <th scope="col">{a("actions")}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((k) => (
            <Row key={k.id} of={k} acts={acts} onDone={onDone} onRoles={onRoles} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ of: k, acts, onDone, onRoles }: { of: Key; acts: boolean } & Omit<Props, "rows">) {
  const t = useText(text);
  const words = useWords();
  const marks = useMarks();
  const agency = useAgencyName();
  const state = stateOf(k, new Date());
  return (
    <tr>
      <th scope="row">{agency(k.agency)}</th>
      <td>{k.label}</td>
      <td><Code>{k.id}</Code></td>
      <td>{marks.list(k.roles.map((r) => words.role(r)))}</td>
      <td><Time at={k.created_at} /></td>
      <td>{k.expires_at ? <Time at={k.expires_at} /> : t("never")}</td>
      <td>
        <StatusTag tone={state === "live" ? "ok" : "neutral"}>{t(state)}</StatusTag>
      </td>
      {acts && <td className="ad-ways">{state !== "revoked" && <Ways of={k} onDone={onDone} onRoles={onRoles} />}</td>}
    </tr>
  );
}

/** Ways are what each office may do about a key: the system administrator ends it, the security administrator sets its roles. */
function Ways({ of: k, onDone, onRoles }: { of: Key } & Omit<Props, "rows">) {
  const t = useText(text);
  const ends = useMay({ actions: ["key.edit"] });
  const gives = useMay({ actions: ["role.edit"] });
  return (
    <>
      {ends && <Revoke of={k} onDone={onDone} />}
      {gives && (
        <button type="button" className="cx-text-button" aria-label={`${t("setRoles")} ${k.label} ${k.id}`} onClick={() => { onRoles(k); }}>
          {t("setRoles")}
        </button>
      )}
    </>
  );
}

function Revoke({ of: k, onDone }: { of: Key; onDone: (act: Act) => void }) {
  const t = useText(text);
  return (
    <ConfirmAction
      title={t("revokeTitle", { label: k.label })}
      description={<p>{t("revokeText")}</p>}
      ok={t("revoke")}
      danger
      why={shortestWhy}
      onConfirm={async (why) => {
        const { evidence } = await fetchAnswer(api.POST("/v1/keys/{id}:revoke", { params: { path: { id: k.id } }, body: { why } }));
        onDone({ said: t("revokedDone", { id: k.id }), evidence });
      }}
    >
      {(open) => (
        <button type="button" className="cx-text-button" aria-label={`${t("revoke")} ${k.label} ${k.id}`} onClick={open}>
          {t("revoke")}
        </button>
      )}
    </ConfirmAction>
  );
}
