import { Drawer } from "antd";
import { useState } from "react";
import { api, fetchAnswer } from "../../../api/client";
import { Code } from "../../../components/Code";
import { ConfirmAction } from "../../../components/ConfirmAction";
import { useAgencyName } from "../../../lib/labels";
import { useMarks } from "../../../lib/marks";
import { useText, type KeyOf } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import type { Act } from "../Done";
import { text as areaText } from "../text";
import { shortestWhy } from "../WhyField";
import type { Enrolment } from "./EnrolmentLink";
import type { Person } from "./People";
import { State } from "./PersonTable";
import { text } from "./text";

interface Props {
  person: Person;
  onChange: (person: Person) => void;
  onClose: () => void;
  onDone: (act: Act) => void;
  onEnrolled: (enrolment: Enrolment) => void;
}

/** PersonDrawer shows one person and what can be done about the account, each with what it brings about. */
export function PersonDrawer(props: Props) {
  const t = useText(text);
  const { person: p, onClose } = props;
  const [open, setOpen] = useState(true);
  return (
    <Drawer
      open={open}
      title={t("person", { name: p.name })}
      size={440}
      closable={{ "aria-label": t("close") }}
      onClose={() => {
        setOpen(false);
      }}
      afterOpenChange={(shown) => {
        // The focus is back where it was.
        if (!shown) onClose();
      }}
    >
      <Facts person={p} />
      <Ways {...props} />
    </Drawer>
  );
}

function Facts({ person: p }: { person: Person }) {
  const t = useText(text);
  const a = useText(areaText);
  const words = useWords();
  const marks = useMarks();
  const agency = useAgencyName();
  return (
    <dl className="ad-facts">
      <div><dt>{t("displayName")}</dt><dd>{p.display_name}</dd></div>
      <div><dt>{t("agency")}</dt><dd>{agency(p.agency)}</dd></div>
      <div><dt>{t("roles")}</dt><dd>{marks.list(p.roles.map((r) => words.role(r))) || t("noRoles")}</dd></div>
      <div><dt>{a("status")}</dt><dd><State person={p} /></dd></div>
      {p.subject !== "" && <div><dt>{t("subject")}</dt><dd><Code>{p.subject}</Code></dd></div>}
      <div><dt>{t("id")}</dt><dd><Code>{p.id}</Code></dd></div>
    </dl>
  );
}

type Call = "/v1/people/{id}:disable" | "/v1/people/{id}:enable" | "/v1/people/{id}:revokeSessions";
type Key = KeyOf<typeof text>;

interface Way {
  call: Call;
  label: Key;
  text: Key;
  title: Key;
  done: Key;
  danger?: boolean;
}

const ways = {
  disable: { call: "/v1/people/{id}:disable", label: "disable", text: "disableText", title: "disableTitle", done: "disabledDone", danger: true },
  enable: { call: "/v1/people/{id}:enable", label: "enable", text: "enableText", title: "enableTitle", done: "enabledDone" },
  unlock: { call: "/v1/people/{id}:enable", label: "unlock", text: "unlockText", title: "enableTitle", done: "enabledDone" },
  revoke: { call: "/v1/people/{id}:revokeSessions", label: "revoke", text: "revokeText", title: "revokeTitle", done: "revokedDone" },
} as const satisfies Record<string, Way>;

function Ways({ person: p, onChange, onDone, onEnrolled }: Props) {
  const t = useText(text);
  const offered: Way[] = [...(p.locked_until ? [ways.unlock] : []), ...(p.disabled ? [ways.enable] : [ways.revoke, ways.disable])];
  const { name } = p;
  return (
    <ul className="ad-acts">
      {!p.disabled && (
        <li>
          <p>{t("enrolText")}</p>
          <ConfirmAction
            title={t("enrolTitle", { name })}
            description={<p>{t("enrolText")}</p>}
            ok={t("enrol")}
            danger
            why={shortestWhy}
            onConfirm={async (why) => {
              const { data, evidence } = await fetchAnswer(api.POST("/v1/people/{id}:enrol", { params: { path: { id: p.id } }, body: { why } }));
              if (data.person !== undefined) onChange(data.person);
              onDone({ said: t("enrolDone", { name }), evidence });
              onEnrolled({ name, token: data.enrolment_token, expires: data.expires_at });
            }}
          >
            {(open) => <button type="button" className="cx-button" onClick={open}>{t("enrol")}</button>}
          </ConfirmAction>
        </li>
      )}
      {offered.map((w) => (
        <li key={w.label}>
          <p>{t(w.text)}</p>
          <ConfirmAction
            title={t(w.title, { name })}
            description={<p>{t(w.text)}</p>}
            ok={t(w.label)}
            danger={w.danger ?? false}
            why={shortestWhy}
            onConfirm={async (why) => {
              const { data, evidence } = await fetchAnswer(api.POST(w.call, { params: { path: { id: p.id } }, body: { why } }));
              onChange(data);
              onDone({ said: t(w.done, { name }), evidence });
            }}
          >
            {(open) => <button type="button" className="cx-button" onClick={open}>{t(w.label)}</button>}
          </ConfirmAction>
        </li>
      ))}
    </ul>
  );
}
