import { formatNumber } from "../../lib/format";
import { useLang, usePick, useText } from "../../lib/text";
import { text } from "./text";
import { facetNames, type Facet, type FacetName, type Filter } from "./useCatalog";

interface Props {
  facets: Facet[];
  filter: Filter;
  onChoose: (name: FacetName, value: string) => void;
}

/** Facets narrow the catalog; each value says how many resources it would leave. */
export function Facets({ facets, filter, onChoose }: Props) {
  const t = useText(text);
  return (
    <details className="ct-facets" open={matchMedia("(min-width: 860px)").matches}>
      <summary>{t("filters")}</summary>
      {facetNames.map((name) => {
        const facet = facets.find((f) => f.name === name);
        return facet === undefined || facet.values.length === 0 ? null : (
          <FacetView
            key={name}
            name={name}
            facet={facet}
            chosen={filter[name]}
            onChoose={(value) => {
              onChoose(name, value);
            }}
          />
        );
      })}
    </details>
  );
}

function FacetView({ name, facet, chosen, onChoose }: { name: FacetName; facet: Facet; chosen: string; onChoose: (value: string) => void }) {
  const t = useText(text);
  const lang = useLang();
  const pick = usePick();
  return (
    <fieldset>
      <legend>{t(name)}</legend>
      {facet.values.map((v) => (
        <button
          key={v.value}
          type="button"
          aria-pressed={v.value === chosen}
          onClick={() => {
            onChoose(v.value === chosen ? "" : v.value);
          }}
        >
          <span>{pick({ zh: v.label_zh, en: v.label_en }) || v.value}</span>
          <b>{formatNumber(v.count, lang)}</b>
        </button>
      ))}
    </fieldset>
  );
}
