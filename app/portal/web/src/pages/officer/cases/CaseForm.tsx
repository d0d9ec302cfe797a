import { Input, type InputRef } from "antd";
import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from "react";
import { useLang, useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import { text } from "../text";
import { badCaseNo, type Purpose } from "./cases";

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
}

const purposeField = "input[type=radio]";

/** CaseForm asks for purpose and case number, and says at the field what is wrong before anything is sent. */
export function CaseForm({ purpose = "", caseNo = "", wrong, personsOnly = false, focus = false, submit, onSubmit }: Props) {
  const t = useText(text);
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
      <PurposeField
        purposes={purposes}
        chosen={chosen}
        mark={!personsOnly}
        wrong={tried && use === undefined}
        onChoose={(code) => {
          setChosen(code);
          setTried(false);
        }}
      />
      <NumberField purpose={use} value={number} bad={tried ? bad : ""} box={numberBox} onType={setNumber} />
      <div>
        <button type="submit" className="of-primary">
          {submit}
        </button>
      </div>
    </form>
  );
}

interface PurposeProps {
  purposes: Purpose[];
  chosen: string;
  /** Says which ones allow natural persons. */
  mark: boolean;
  wrong: boolean;
  onChoose: (code: string) => void;
}

function PurposeField({ purposes, chosen, mark, wrong, onChoose }: PurposeProps) {
  const t = useText(text);
  const lang = useLang();
  const id = useId();
  return (
    <>
      <fieldset className="of-choices" aria-describedby={wrong ? `${id}-problem` : undefined}>
        <legend>{t("purpose")}</legend>
        {purposes.map((p) => (
          <label key={p.code} className={p.code === chosen ? "of-choice of-chosen" : "of-choice"}>
            <input type="radio" name={id} value={p.code} checked={p.code === chosen} onChange={() => onChoose(p.code)} />
            {lang === "zh" ? p.name_zh : p.name_en}
            {mark && p.persons && <small>{t("persons")}</small>}
          </label>
        ))}
      </fieldset>
      {wrong && <Problem id={`${id}-problem`}>{t("purposeNeeded")}</Problem>}
    </>
  );
}

interface NumberProps {
  purpose: Purpose | undefined;
  value: string;
  bad: ReturnType<typeof badCaseNo>;
  box: RefObject<InputRef | null>;
  onType: (value: string) => void;
}

function NumberField({ purpose, value, bad, box, onType }: NumberProps) {
  const t = useText(text);
  const id = useId();
  const required = purpose?.case_required === true;
  const example = purpose?.case_example ?? "";
  return (
    <div className="of-field">
      <label htmlFor={id}>{t(required ? "caseNo" : "caseNoOptional")}</label>
      <Input
        ref={box}
        id={id}
        value={value}
        maxLength={128}
        autoComplete="off"
        spellCheck={false}
        status={bad === "" ? "" : "error"}
        aria-invalid={bad !== ""}
        aria-required={required}
        aria-describedby={`${id}-note`}
        onChange={(e) => onType(e.target.value)}
      />
      <div id={`${id}-note`} className="of-field-note">
        {bad === "missing" && <Problem>{t("caseMissing")}</Problem>}
        {bad === "form" && <Problem>{t("caseForm", { example })}</Problem>}
        {bad === "" && example !== "" && <span className="cx-muted">{t("caseExample", { example })}</span>}
      </div>
    </div>
  );
}

function Problem({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <span id={id} className="of-problem" role="alert">
      {children}
    </span>
  );
}
