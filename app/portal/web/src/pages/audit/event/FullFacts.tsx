import { Link } from "react-router";
import { Code } from "../../../components/Code";
import { Hint } from "../../../components/Hint";
import { Time } from "../../../components/Time";
import { formatExact, formatNumber } from "../../../lib/format";
import { useAgencyName, useResourceNames } from "../../../lib/labels";
import { useLang, useText } from "../../../lib/text";
import { useMay } from "../../../lib/useMe";
import { useWords } from "../../../lib/vocabulary/useWords";
import { Decision } from "../log/EventTable";
import { eventText as text } from "./text";
import { Fact } from "./Facts";
import { searchOf } from "../filter/filter";
import { useActorName } from "../names";
import type { Event } from "../proof/shown";
import { givenOf, spaced, storyOf } from "./story";

/** FullFacts tells an event in a sentence and lists all it says. */
export function FullFacts({ event: e }: { event: Event }) {
  const t = useText(text);
  const lang = useLang();
  const words = useWords();
  const agency = useAgencyName();
  const actor = useActorName();
  const names = {
    who: actor(e.actor, e.actor_name),
    agency: agency(e.agency),
    action: words.action(e.action),
    purpose: words.purpose(e.purpose),
    reason: words.reason(e.reason),
    at: formatExact(e.at),
  };
  return (
    <>
      <p className="au-story">{lang === "zh" ? spaced(storyOf(e, names, t)) : storyOf(e, names, t)}</p>
      <dl className="au-dl">
        <Fact name={t("at")}>
          <Time at={e.at} />
        </Fact>
        <Fact name={t("kind")}>{words.kind(e.kind)}</Fact>
        <Fact name={t("decision")}>
          <Decision decision={e.decision} />
        </Fact>
        {e.reason !== "" && (
          <Fact name={t("reason")}>
            {names.reason} <code className="au-code">{e.reason}</code>
          </Fact>
        )}
        <Who event={e} name={names.who} agency={names.agency} />
        <What event={e} />
        <Basis event={e} />
        {e.trace !== "" && <Fact name={t("trace")}><Code>{e.trace}</Code></Fact>}
        {e.note !== "" && <Fact name={t("note")}>{e.note}</Fact>}
      </dl>
    </>
  );
}

function Who({ event: e, name, agency }: { event: Event; name: string; agency: string }) {
  const t = useText(text);
  return (
    <>
      <Fact name={t("actor")}>
        {name} {e.actor !== "" && e.actor !== name && <Code>{e.actor}</Code>}
        {e.actor !== "" && (
          <Link className="au-same" to={`/audit/events${searchOf({ period: "all", actor: e.actor })}`}>
            {t("sameActor")}
          </Link>
        )}
      </Fact>
      {e.agency !== "" && <Fact name={t("agency")}>{agency}</Fact>}
      {e.credential !== "" && <Fact name={t("credential")}><Code>{e.credential}</Code></Fact>}
    </>
  );
}

function What({ event: e }: { event: Event }) {
  const t = useText(text);
  const lang = useLang();
  const words = useWords();
  const resources = useResourceNames();
  const push = e.kind === "push";
  const given = givenOf(e.given);
  const records = (n: string) => t("records", { n: formatNumber(n, lang) });
  return (
    <>
      <Fact name={t("action")}>
        {words.action(e.action)} <code className="au-code">{e.action}</code>
      </Fact>
      {e.subject !== "" && (
        <Fact name={t("subject")}>
          <Code>{e.subject}</Code>
          <Link className="au-same" to={`/audit/events${searchOf({ period: "all", subject: e.subject })}`}>
            {t("same")}
          </Link>
        </Fact>
      )}
      {e.resource !== "" && <Fact name={t("resource")}>{resources.get(e.resource) ?? e.resource}</Fact>}
      {e.purpose !== "" && <Fact name={t("purpose")}>{words.purpose(e.purpose)}</Fact>}
      {e.case_no !== "" && <Fact name={t("case")}>{e.case_no}</Fact>}
      <Fact name={t(push ? "pushed" : "count")}>{records(e.count)}</Fact>
      <Fact name={t(push ? "pushRefused" : "withheld")}>{records(e.withheld)}</Fact>
      {given.length > 0 && (
        <Fact name={t("given")}>
          <ul className="au-given">
            {given.map(([code, n]) => (
              <li key={code}>{t("givenRow", { name: resources.get(code) ?? code, n: formatNumber(n, lang) })}</li>
            ))}
          </ul>
        </Fact>
      )}
    </>
  );
}

function Basis({ event: e }: { event: Event }) {
  const t = useText(text);
  const reads = useMay({ actions: ["policy.read"] });
  const version = e.policy_version;
  const words = e.line === "" ? t("policyVersion", { version }) : t("policyLine", { version, line: e.line });
  return (
    <>
      {version !== "0" && (
        <Fact name={t("policy")}>{reads ? <Link to={`/admin/policy/versions/${version}${e.line === "" ? "" : `?q=${encodeURIComponent(e.line)}`}`}>{words}</Link> : words}</Fact>
      )}
      {e.answer_digest !== "" && (
        <Fact name={t("digest")}>
          <Hint hint={t("digestHint")}>SHA-256</Hint> <Code>{e.answer_digest}</Code>
        </Fact>
      )}
    </>
  );
}
