import { Input, type InputRef } from "antd";
import { useState, type RefObject } from "react";
import { useText, type Translate } from "../../../lib/text";
import { text, type TextKey } from "../text";
import { recognise, type Recognised } from "./recognise";
import { searchBox } from "./searchBox";

interface Props {
  typed: string;
  onType: (typed: string) => void;
  onSubmit: () => void;
  box: RefObject<InputRef | null>;
}

/** SearchForm is the one box for codes, names and numbers; below it stands what the text is taken for. */
export function SearchForm({ typed, onType, onSubmit, box }: Props) {
  const t = useText(text);
  const [tried, setTried] = useState(false);
  const r = recognise(typed);
  const stops = r.kind === "empty" || r.kind === "short" || (r.kind === "citizen" && !r.right);
  const wrong = (tried && stops) || (!r.right && r.missing === 0);
  return (
    <form
      role="search"
      className="of-search"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        setTried(true);
        if (stops) box.current?.focus();
        else onSubmit();
      }}
    >
      <label className="cx-hidden" htmlFor={searchBox}>
        {t("box")}
      </label>
      <Input
        ref={box}
        id={searchBox}
        size="large"
        value={typed}
        placeholder={t("boxPlaceholder")}
        maxLength={200}
        allowClear
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="search"
        status={wrong ? "error" : ""}
        aria-invalid={wrong}
        aria-describedby="officer-search-hint"
        suffix={<kbd aria-hidden="true">/</kbd>}
        onChange={(e) => {
          onType(e.target.value);
          setTried(false);
        }}
        onKeyDown={(e) => {
          if (e.key !== "ArrowDown") return;
          const first = document.querySelector<HTMLElement>("[data-hit]");
          if (first === null) return;
          e.preventDefault();
          first.focus();
        }}
      />
      <button type="submit" className="of-primary of-large">
        {t(r.kind === "citizen" ? "searchPerson" : "search")}
      </button>
      <p id="officer-search-hint" className={wrong ? "of-search-hint of-problem" : "of-search-hint"} role="status">
        {r.kind === "citizen" && <Lock />}
        {hintOf(r, typed, t)}
      </p>
    </form>
  );
}

function hintOf(r: Recognised, typed: string, t: Translate<TextKey>): string {
  const c = r.expected;
  switch (r.kind) {
    case "empty":
      return t("hintEmpty");
    case "short":
      return t("hintShort");
    case "name":
      return t("hintName");
    case "uscc":
      return r.right ? t("hintUscc") : c === "" ? t("hintUsccWrong") : t("hintUsccExpected", { c });
    case "regno":
      return r.right ? t("hintRegno") : t("hintRegnoWrong", { c });
    case "orgcode":
      return r.right ? t("hintOrgcode") : t("hintOrgcodeWrong", { c });
    case "citizen":
      return r.right ? t("hintCitizen") : r.missing > 0 ? t("hintCitizenMissing", { missing: r.missing }) : t("hintCitizenWrong", { c });
    case "token":
      return t("hintToken");
    case "code":
      return r.missing > 0 ? t("hintCodeMissing", { n: Array.from(typed.trim()).length, missing: r.missing }) : t("hintCode");
  }
}

function Lock() {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5" />
    </svg>
  );
}
