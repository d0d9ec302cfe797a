import { useText } from "../../../lib/text";
import { conditions, type Condition, type Filter } from "./filter";
import { useValueNames } from "../names";
import { text } from "../text";

interface Props {
  filter: Filter;
  onRemove: (condition: Condition) => void;
  onClear: () => void;
}

/** Chips show the conditions in force, each with a way to take it off. */
export function Chips({ filter, onRemove, onClear }: Props) {
  const t = useText(text);
  const nameOf = useValueNames();
  return (
    <div className="au-chips">
      <ul aria-label={t("conditions")}>
        {conditions
          .filter((c) => filter[c] !== "")
          .map((c) => {
            const value = nameOf(c, filter[c]);
            return (
              <li key={c}>
                <button type="button" aria-label={t("remove", { name: t(c), value })} onClick={() => { onRemove(c); }}>
                  <span className="cx-muted">{t(c)}</span> {value}
                  <svg viewBox="0 0 12 12" width="10" height="10" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden="true">
                    <path d="m2.5 2.5 7 7M9.5 2.5l-7 7" />
                  </svg>
                </button>
              </li>
            );
          })}
      </ul>
      <button type="button" className="cx-text-button" onClick={onClear}>
        {t("clear")}
      </button>
    </div>
  );
}
