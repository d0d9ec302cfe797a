import { useState } from "react";
import { api, fetchData } from "../../../api/client";
import { CursorList, useCursorList } from "../../../components/CursorList";
import { EmptyState } from "../../../components/EmptyState";
import { useText } from "../../../lib/text";
import { useUrlState } from "../../../lib/urlState";
import { OfficePage } from "../OfficePage";
import { Explain } from "./Explain";
import { Grantees } from "./Grantees";
import { askOf, shape, type Question } from "./question";
import { QuestionForm } from "./QuestionForm";
import { text } from "./text";

/** WhoCan answers who can see what of whom, without looking at any record. */
export function Component() {
  const t = useText(text);
  return (
    <OfficePage title={t("title")} intro={t("intro")} action="policy.read" office="security_admin">
      <Asked />
    </OfficePage>
  );
}

function Asked() {
  const [question, ask] = useUrlState<Question>(shape);
  const [who, setWho] = useState("");
  return (
    <>
      <div className="ad-columns">
        <QuestionForm question={question} onAsk={(q) => { ask(q, { push: true }); }} />
        <Explain question={question} who={who} onWho={setWho} />
      </div>
      <Answer question={question} onExplain={setWho} />
    </>
  );
}

function Answer({ question, onExplain }: { question: Question; onExplain: (id: string) => void }) {
  const t = useText(text);
  const asked = question.action !== "";
  const [version, setVersion] = useState("");
  const list = useCursorList(
    ["policy", "whocan", question],
    async (cursor, signal) => {
      const page = await fetchData(api.POST("/v1/policies:whoCan", { body: { ...askOf(question), agency: question.agency, cursor, limit: 100 }, signal }));
      setVersion(page.version);
      return { rows: page.grantees, next: page.next_cursor };
    },
    { enabled: asked },
  );
  if (!asked) return <EmptyState why={t("start")} todo={t("startTodo")} />;
  return (
    <div aria-live="polite">
      <CursorList list={list} empty={<EmptyState why={t("nobody")} todo={t("nobodyTodo")} />}>
        {(rows) => (
          <>
            {version !== "" && <p className="cx-muted ad-found">{t("found", { version })}</p>}
            <Grantees rows={rows} onExplain={onExplain} />
          </>
        )}
      </CursorList>
    </div>
  );
}
