import { Button, Input, Segmented } from "antd";
import { useId, useRef, useState } from "react";
import type { InputRef } from "antd";
import { looksLikeCitizenId } from "../../../lib/citizenId";
import { useText } from "../../../lib/text";
import { useSlash } from "../../../lib/useSlash";
import { Chips } from "./Chips";
import { Conditions } from "./Conditions";
import { cleared, conditions, periods, sameFilter, type Filter, type Period } from "./filter";
import { text } from "../text";

interface Props {
  filter: Filter;
  onChange: (next: Partial<Filter>) => void;
  /** Shows the fields from the start. */
  open?: boolean;
}

/** FilterBar asks what part of the ledger to look at. Enter or the button searches; / leads to its first field. */
export function FilterBar({ filter, onChange, open: initially = false }: Props) {
  const t = useText(text);
  const [open, setOpen] = useState(initially);
  const [draft, setDraft] = useFollowing(filter);
  const first = useRef<InputRef>(null);
  useSlash(first);
  const set = (next: Partial<Filter>) => {
    setDraft({ ...draft, ...next });
  };
  const badSubject = looksLikeCitizenId(draft.subject);
  const badDates = draft.period === "custom" && draft.from !== "" && draft.to !== "" && draft.to < draft.from;
  const submit = () => {
    if (!badSubject && !badDates) onChange(trimmed(draft));
  };
  const any = conditions.some((c) => filter[c] !== "");
  return (
    <form
      className="cx-card au-filter"
      role="search"
      aria-label={t("filter")}
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <div className="au-filter-top">
        <PeriodField
          value={draft.period}
          onChange={(period) => {
            set({ period });
            // A period is a whole choice; own days are not, until they are given.
            if (period !== "custom" && !badSubject) onChange(trimmed({ ...draft, period, from: "", to: "" }));
          }}
        />
        {draft.period === "custom" && <Dates draft={draft} onChange={set} wrong={badDates} />}
        <span className="au-filter-ways">
          <button
            type="button"
            className="cx-text-button"
            aria-expanded={open}
            onClick={() => {
              setOpen(!open);
            }}
          >
            {t(open ? "fewer" : "more")}
          </button>
          {(open || draft.period === "custom") && (
            <Button type="primary" htmlType="submit">
              {t("apply")}
            </Button>
          )}
        </span>
      </div>
      {open && <Conditions draft={draft} onChange={set} first={first} badSubject={badSubject} />}
      {any && (
        <Chips
          filter={filter}
          onRemove={(c) => {
            onChange({ [c]: "" });
          }}
          onClear={() => {
            onChange(cleared);
          }}
        />
      )}
    </form>
  );
}

function PeriodField({ value, onChange }: { value: Period; onChange: (period: Period) => void }) {
  const t = useText(text);
  return <Segmented aria-label={t("period")} value={value} options={periods.map((p) => ({ value: p, label: t(p) }))} onChange={onChange} />;
}

function Dates({ draft, onChange, wrong }: { draft: Filter; onChange: (next: Partial<Filter>) => void; wrong: boolean }) {
  const t = useText(text);
  const id = useId();
  const ends = ["from", "to"] as const;
  return (
    <span className="au-dates">
      {ends.map((end) => (
        <Input
          key={end}
          type="date"
          aria-label={t(end)}
          aria-invalid={wrong}
          aria-describedby={id}
          status={wrong ? "error" : ""}
          // An hour that was chosen in a picture stays until another day is.
          value={draft[end].slice(0, 10)}
          onChange={(e) => {
            onChange({ [end]: e.target.value });
          }}
        />
      ))}
      <small id={id} className={wrong ? "au-wrong" : "cx-muted"}>
        {t(wrong ? "dates" : "zone")}
      </small>
    </span>
  );
}

/** useFollowing is a draft that begins anew when what it was made of changes; the same conditions anew change nothing. */
function useFollowing(filter: Filter): [Filter, (next: Filter) => void] {
  const [draft, setDraft] = useState(filter);
  const [of, setOf] = useState(filter);
  if (!sameFilter(of, filter)) {
    setOf(filter);
    setDraft(filter);
  }
  return [draft, setDraft];
}

function trimmed(f: Filter): Filter {
  const own = f.period === "custom";
  return { ...f, from: own ? f.from : "", to: own ? f.to : "", actor: f.actor.trim(), agency: f.agency.trim(), subject: f.subject.trim(), case: f.case.trim() };
}
