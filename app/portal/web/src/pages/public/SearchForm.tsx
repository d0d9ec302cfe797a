import { useId, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { looksLikeCitizenId } from "../../lib/citizenId";
import { useText } from "../../lib/text";
import { useSlash } from "../../lib/useSlash";
import { text } from "./text";
import "./public.css";

/** The server takes no shorter search. */
const shortest = 2;

/** SearchForm asks for a name or code and leads to the results. An ID number never gets into an address. */
export function SearchForm({ value = "" }: { value?: string }) {
  const t = useText(text);
  const navigate = useNavigate();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [flaw, setFlaw] = useState<"tooShort" | "personal" | null>(null);
  useSlash(field);
  return (
    <form
      role="search"
      className="pb-search"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        const q = (field.current?.value ?? "").trim();
        const found = looksLikeCitizenId(q) ? "personal" : Array.from(q).length < shortest ? "tooShort" : null;
        setFlaw(found);
        if (found === null) void navigate(`/search?q=${encodeURIComponent(q)}`);
        else field.current?.focus();
      }}
    >
      <label htmlFor={id}>{t("searchLabel")}</label>
      <div className="pb-search-row">
        <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden="true">
          <circle cx="8.8" cy="8.8" r="5.6" />
          <path d="m13 13 4 4" />
        </svg>
        <input
          id={id}
          ref={field}
          key={value}
          type="search"
          name="q"
          defaultValue={value}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={flaw !== null}
          aria-describedby={`${id}-hint`}
          onChange={() => {
            setFlaw(null);
          }}
        />
        <button type="submit">{t("go")}</button>
      </div>
      <p id={`${id}-hint`} className={flaw === null ? "cx-muted" : "pb-flaw"} role={flaw === null ? undefined : "alert"}>
        {t(flaw ?? "searchHint")}
      </p>
    </form>
  );
}
