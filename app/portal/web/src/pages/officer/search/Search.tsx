import { useEffect, useRef, useState } from "react";
import { NavigationType, useLocation, useNavigate, useNavigationType, useSearchParams } from "react-router";
import type { InputRef } from "antd";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import { oneOf, readUrl } from "../../../lib/urlState";
import { currentOf } from "../cases/cases";
import { useCases } from "../cases/store";
import { text } from "../text";
import { PersonGate } from "./PersonGate";
import { recognise } from "./recognise";
import { Results } from "./Results";
import { SearchForm } from "./SearchForm";
import { Start } from "./Start";
import { kinds } from "./useSearch";

const shape = { kind: oneOf(["", ...kinds], "") };

/** Asked is what was searched for. It is kept with the entry of the history, not in the address. */
const askedOf = (state: unknown): string => (typeof state === "object" && state !== null && "q" in state && typeof state.q === "string" ? state.q : "");

/** An ID number in an address was not asked with; the page that it stood in says so here. */
const numberOf = (state: unknown): boolean => typeof state === "object" && state !== null && "number" in state;

/** Another kind of the same search, as this page itself asks for it; a link to this page starts afresh, and so does going back. */
const turnedOf = (state: unknown): boolean => typeof state === "object" && state !== null && "turned" in state;

/** The search page. An ID number lives in this component only, and is gone with it. */
export function Component() {
  const t = useText(text);
  const navigate = useNavigate();
  const location = useLocation();
  const way = useNavigationType();
  const [params] = useSearchParams();
  const { kind } = readUrl(shape, params);
  const kase = currentOf(useCases());
  const asked = askedOf(location.state);
  const [typed, setTyped] = useState(asked);
  const [seen, setSeen] = useState(location.key);
  // A code that may be an ID number is searched for without being kept anywhere.
  const [secret, setSecret] = useState("");
  const [person, setPerson] = useState("");
  const box = useRef<InputRef>(null);
  if (seen !== location.key) {
    setSeen(location.key);
    if (way !== NavigationType.Replace || !turnedOf(location.state)) {
      setTyped(asked);
      setSecret("");
      setPerson("");
    }
  }
  const query = secret || asked;
  const [fresh] = useState(asked === "");
  useEffect(() => {
    if (fresh) box.current?.focus({ preventScroll: true });
  }, [fresh]);
  const submit = () => {
    const r = recognise(typed);
    setPerson("");
    if (r.kind === "token") void navigate(`/officer/subjects/${r.value}`);
    else if (r.kind === "citizen") setPerson(r.value);
    else if (r.secret) setSecret(r.value);
    else void navigate({ pathname: "/officer", search: location.search }, { state: { q: r.value } });
  };
  return (
    <Page title={t("title")} intro={t("intro")}>
      {numberOf(location.state) && (
        <p className="cx-note of-note" role="alert">
          <strong>{t("addressWhy")}</strong> {t("addressTodo")}
        </p>
      )}
      <SearchForm typed={typed} onType={setTyped} onSubmit={submit} box={box} />
      {person !== "" ? (
        <PersonGate key={person} number={person} kase={kase} />
      ) : query !== "" ? (
        <Results
          query={query}
          kind={kind}
          kase={kase}
          onKind={(next) => {
            void navigate({ pathname: "/officer", search: next === "" ? "" : `?kind=${next}` }, { state: { q: asked, turned: true }, replace: true, preventScrollReset: true });
          }}
          onLeave={() => box.current?.focus()}
        />
      ) : (
        <Start />
      )}
    </Page>
  );
}
