import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Button, Input } from "antd";
import { useId, useState } from "react";
import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import type { Schema } from "../../../api/types";
import { AsyncView } from "../../../components/AsyncView";
import { StatusTag } from "../../../components/StatusTag";
import { useLang, useText } from "../../../lib/text";
import { usePeopleFound } from "../../../lib/usePeopleFound";
import { useWords } from "../../../lib/vocabulary/useWords";
import { useSeen } from "./Grantees";
import { askOf, usual, type Question } from "./question";
import { text } from "./text";

type Reply = Schema<"access.v1.ExplainReply">;

interface Props {
  question: Question;
  /** Login name of a person or id of a key; empty for nobody yet. */
  who: string;
  onWho: (who: string) => void;
}

/** Explain says of one person or key whether they may do what is asked, and why or what is missing. */
export function Explain({ question, who, onWho }: Props) {
  const t = useText(text);
  // The refusal comes as a sentence in the language of the page.
  const lang = useLang();
  const asked = { ...question, action: question.action || usual };
  const query = useQuery({
    queryKey: ["policy", "explain", asked, who, lang],
    enabled: who !== "",
    queryFn: ({ signal }) => fetchData(api.POST("/v1/policies:explain", { body: { ...askOf(asked), principal: who }, signal })),
  });
  return (
    <section className="cx-card">
      <h2>{t("explain")}</h2>
      <p className="cx-muted ad-help">{t("explainIntro")}</p>
      <WhoForm key={who} who={who} onWho={onWho} />
      <div aria-live="polite" className="ad-verdict">
        {who !== "" && (
          <AsyncView query={query} lines={2}>
            {(reply) => <Verdict reply={reply} who={who} />}
          </AsyncView>
        )}
      </div>
    </section>
  );
}

function WhoForm({ who, onWho }: Omit<Props, "question">) {
  const t = useText(text);
  const id = useId();
  const [typed, setTyped] = useState(who);
  const [missing, setMissing] = useState(false);
  const { found } = usePeopleFound(typed, "name");
  return (
    <form
      className="ad-field"
      onSubmit={(e) => {
        e.preventDefault();
        setMissing(typed.trim() === "");
        onWho(typed.trim());
      }}
    >
      <label htmlFor={id}>{t("who")}</label>
      <span className="ad-search-text">
        <AutoComplete id={id} className="ad-grow" value={typed} options={found} onChange={setTyped} showSearch={{ filterOption: false }} aria-describedby={`${id}-hint`} aria-invalid={missing}>
          <Input maxLength={64} spellCheck={false} autoComplete="off" />
        </AutoComplete>
        <Button htmlType="submit">{t("explainGo")}</Button>
      </span>
      <small id={`${id}-hint`} className={missing ? "ad-wrong" : "cx-muted"}>
        {t(missing ? "whoNeeded" : "whoHint")}
      </small>
    </form>
  );
}

function Verdict({ reply, who }: { reply: Reply; who: string }) {
  const t = useText(text);
  const words = useWords();
  const seen = useSeen();
  const line = reply.line !== "" && <Link to={`/admin/policy?q=${encodeURIComponent(reply.line)}`}>{reply.line}</Link>;
  return (
    <>
      <p>
        <StatusTag tone={reply.allow ? "ok" : "danger"}>{t(reply.allow ? "allowed" : "refused")}</StatusTag>{" "}
        {reply.allow ? t("allowedText", { who, line: reply.line }) : t("refusedText", { who, reason: words.reason(reply.reason) })}
      </p>
      {reply.allow ? (
        <p>
          {t("sees")} {seen(reply.fields)} · {words.scope(reply.scope)}
        </p>
      ) : (
        <p>{reply.message}</p>
      )}
      <p className="cx-muted">
        {t("byVersion", { version: reply.version })} {line} {!reply.allow && <code>{reply.reason}</code>}
      </p>
    </>
  );
}
