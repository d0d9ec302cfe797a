import { Button, Input, Select, type InputRef } from "antd";
import { useId, useRef, useState, type ReactNode } from "react";
import { useText } from "../../lib/text";
import { useSlash } from "../../lib/useSlash";
import { text } from "./text";

interface Props {
  /** What can be searched, such as "name or code". */
  label: string;
  value: string;
  onSearch: (value: string) => void;
  /** More conditions, which take effect at once. */
  children?: ReactNode;
  /** Takes all conditions off; offered while there are some. */
  onClear?: (() => void) | undefined;
}

/** SearchBar searches a list by a text: Enter searches, / leads to it. */
export function SearchBar({ label, value, onSearch, children, onClear }: Props) {
  const t = useText(text);
  const id = useId();
  const field = useRef<InputRef>(null);
  useSlash(field);
  const [typed, setTyped] = useState(value);
  const [of, setOf] = useState(value);
  if (of !== value) {
    setOf(value);
    setTyped(value);
  }
  return (
    <form
      role="search"
      className="ad-search"
      onSubmit={(e) => {
        e.preventDefault();
        onSearch(typed.trim());
      }}
    >
      <div className="ad-field ad-field-wide">
        <label htmlFor={id}>{label}</label>
        <span className="ad-search-text">
          <Input id={id} ref={field} value={typed} maxLength={100} allowClear spellCheck={false} autoComplete="off" onChange={(e) => { setTyped(e.target.value); }} />
          <Button htmlType="submit">{t("searchGo")}</Button>
        </span>
      </div>
      {children}
      {onClear !== undefined && (
        <button type="button" className="cx-text-button ad-clear" onClick={onClear}>
          {t("clear")}
        </button>
      )}
    </form>
  );
}

interface PickProps {
  label: string;
  value: string;
  options: readonly (readonly [code: string, name: string])[];
  onChange: (value: string) => void;
  /** Shown while nothing is chosen; "any" without it. */
  none?: string;
}

/** Pick is one of the further conditions of a list. */
export function Pick({ label, value, options, onChange, none }: PickProps) {
  const t = useText(text);
  const id = useId();
  const known = value === "" || options.some(([code]) => code === value) ? options : [[value, value] as const, ...options];
  return (
    <div className="ad-field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        value={value === "" ? null : value}
        placeholder={none ?? t("any")}
        allowClear
        showSearch={{ filterOption: matches }}
        options={known.map(([code, name]) => ({ value: code, label: name }))}
        popupMatchSelectWidth={false}
        onChange={(v: string | null | undefined) => { onChange(v ?? ""); }}
      />
    </div>
  );
}

/** matches finds an option by its name or code. */
export const matches = (typed: string, o?: { value?: string | number | null; label?: ReactNode }): boolean =>
  [o?.label, o?.value].some((part) => typeof part === "string" && part.toLowerCase().includes(typed.trim().toLowerCase()));
