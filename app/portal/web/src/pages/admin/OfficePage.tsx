import type { ReactNode } from "react";
import { Link } from "react-router";
import { Page } from "../../components/Page";
import { StatusTag } from "../../components/StatusTag";
import { useMarks } from "../../lib/marks";
import { useText } from "../../lib/text";
import { may, useMe } from "../../lib/useMe";
import { useWords } from "../../lib/vocabulary/useWords";
import "./admin.css";
import type { Office } from "./offices";
import { text } from "./text";

interface Props {
  title: string;
  intro: ReactNode;
  /** The action that shows the page. */
  action: string;
  /** The action that changes what is on it; without it the page says who does. */
  edit?: string;
  /** Whose page it is. */
  office: Office;
  extra?: ReactNode;
  children: ReactNode;
}

/** OfficePage is a page of one of the three offices: others learn which one, and those who may only look are told so. */
export function OfficePage({ title, intro, action, edit, office, extra, children }: Props) {
  const t = useText(text);
  const words = useWords();
  const me = useMe();
  const name = words.role(office);
  if (!may(me, { actions: [action] })) {
    return (
      <Page title={title} intro={intro}>
        <NotYours office={name} action={words.action(action)} />
      </Page>
    );
  }
  const edits = edit === undefined || may(me, { actions: [edit] });
  return (
    <Page title={title} intro={intro} extra={edits ? extra : undefined}>
      {!edits && (
        <p className="ad-readonly" role="note">
          <StatusTag tone="info">{t("readOnly")}</StatusTag> {t("readOnlyText", { office: name })}
        </p>
      )}
      {children}
    </Page>
  );
}

function NotYours({ office, action }: { office: string; action: string }) {
  const t = useText(text);
  const words = useWords();
  const me = useMe();
  const marks = useMarks();
  const roles = marks.list((me?.roles ?? []).map((r) => words.role(r))) || t("noRoles");
  return (
    <section className="cx-card ad-not-yours" role="note">
      <h2>{t("notYours", { office })}</h2>
      <p>{t("notYoursText", { action })}</p>
      <p>{t("notYoursTodo", { office })}</p>
      <p className="cx-muted">{t("someone", { roles })}</p>
      <p>
        <Link className="cx-button" to="/admin">
          {t("offices")}
        </Link>
      </p>
    </section>
  );
}
