import { Link } from "react-router";
import { useText } from "../../../lib/text";
import { searchOf, type Condition, type Filter } from "../filter/filter";
import type { Summary } from "./heatmap";
import { useValueNames } from "../names";
import { Rank } from "./Rank";
import { text } from "./text";

const lists = {
  agencies: { of: (s: Summary) => s.top_agencies, condition: "agency" },
  kinds: { of: (s: Summary) => s.kinds, condition: "kind" },
  purposes: { of: (s: Summary) => s.purposes, condition: "purpose" },
} as const satisfies Record<string, { of: (s: Summary) => Summary["kinds"]; condition: Condition }>;

interface Props {
  summary: Summary;
  filter: Filter;
  which: readonly (keyof typeof lists)[];
}

/** Rankings list agencies, kinds or purposes by their events; a name leads to its log. */
export function Rankings({ summary, filter, which }: Props) {
  const t = useText(text);
  const nameOf = useValueNames();
  return (
    <>
      {which.map((list) => {
        const { of, condition } = lists[list];
        return (
          <section key={list} className="cx-card">
            <h2>{t(list)}</h2>
            <Rank
              caption={t(list)}
              none={t("noNames")}
              rows={of(summary).map((n) => ({
                key: n.name,
                name: <Link to={`/audit/events${searchOf({ ...filter, [condition]: n.name })}`}>{nameOf(condition, n.name)}</Link>,
                count: Number(n.count),
                denied: Number(n.denied),
              }))}
            />
          </section>
        );
      })}
    </>
  );
}
