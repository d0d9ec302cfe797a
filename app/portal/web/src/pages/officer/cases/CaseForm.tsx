import { Input, type InputRef } from "antd";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useLang, useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import { text } from "../text";
import { badCaseNo } from "./cases";

interface Props {
  /** What stands in the form at first. */
  purpose?: string;
  caseNo?: string;
  /** The field that a refusal named; it takes the focus. */
  wrong?: "purpose" | "case_no";
  /** Offers only purposes that natural persons may be asked for with. */
  personsOnly?: boolean;
  /** Takes the focus when it appears in the middle of a page. */
  focus?: boolean;
  /** Names the act on the button. */
  submit: string;
  onSubmit: (purpose: string, caseNo: string) => void;
  /** Beside the button. */
  children?: ReactNode;
}

const purposeField = "input[type=radio]";

/** CaseForm asks for purpose and case number, and says at the field what is wrong before anything is sent. */
export function CaseForm({ purpose = "", caseNo = "", wrong, personsOnly = false, focus = false, submit, onSubmit, children }: Props) {
  const t = useText(text);
  const lang = useLang();
  const id = useId();
  const purposes = (useMe()?.purposes ?? []).filter((p) => !personsOnly || p.persons);
  const [chosen, setChosen] = useState(purposes.some((p) => p.code === purpose) ? purpose : purposes.length === 1 ? (purposes[0]?.code ?? "") : "");
  const [number, setNumber] = useState(caseNo);
  const [tried, setTried] = useState(wrong === "case_no");
  const numberBox = useRef<InputRef>(null);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (focus) form.current?.querySelector<HTMLInputElement>(purposeField)?.focus();
  }, [focus]);
  if (purposes.length === 0) return <p className="cx-note">{t(personsOnly ? "noPersonPurposes" : "noPurposes")}</p>;
  const use = purposes.find((p) => p.code === chosen);
  const bad = use === undefined ? "" : badCaseNo(use, number.trim());
  const example = use?.case_example ?? "";
  const problem = !tried ? "" : use === undefined ? t("purposeNeeded") : bad === "missing" ? t("caseMissing") : bad === "form" ? t("caseForm", { example }) : "";
  return (
    <form
      ref={form}
      className="of-case-form"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        setTried(true);
        if (use === undefined) form.current?.querySelector<HTMLInputElement>(purposeField)?.focus();
        else if (bad !== "") numberBox.current?.focus();
        else onSubmit(use.code, number.trim());
      }}
    >
      <fieldset className="of-choices" aria-describedby={use === undefined && problem !== "" ? `${id}-problem` : undefined}>
        <legend>{t("purpose")}</legend>
        {purposes.map((p) => (
          <label key={p.code} className={p.code === chosen ? "of-choice of-chosen" : "of-choice"}>
            <input
              type="radio"
              name={`${id}-purpose`}
              value={p.code}
              checked={p.code === chosen}
              onChange={() => {
                setChosen(p.code);
                setTried(false);
              }}
            />
            {lang === "zh" ? p.name_zh : p.name_en}
            {p.persons && !personsOnly && <small>{t("persons")}</small>}
          </label>
        ))}
      </fieldset>
      {use === undefined && problem !== "" && <Problem id={`${id}-problem`}>{problem}</Problem>}
      <div className="of-field">
        <label htmlFor={`${id}-no`}>{t(use?.case_required === true ? "caseNo" : "caseNoOptional")}</label>
        <Input
          ref={numberBox}
          id={`${id}-no`}
          value={number}
          maxLength={128}
          autoComplete="off"
          spellCheck={false}
          status={use !== undefined && problem !== "" ? "error" : ""}
          aria-invalid={use !== undefined && problem !== ""}
          aria-required={use?.case_required === true}
          aria-describedby={`${id}-note`}
          onChange={(e) => {
            setNumber(e.target.value);
          }}
        />
        <div id={`${id}-note`} className="of-field-note">
          {use !== undefined && problem !== "" ? <Problem>{problem}</Problem> : example !== "" && <span className="cx-muted">{t("caseExample", { example })}</span>}
        </div>
      </div>
      <div className="cx-row">
        <button type="submit" className="of-primary">
          {submit}
        </button>
        {children}
      </div>
    </form>
  );
}

function Problem({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <span id={id} className="of-problem" role="alert">
      {children}
    </span>
  );
}
