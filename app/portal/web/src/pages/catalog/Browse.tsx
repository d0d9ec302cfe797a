import { useRef } from "react";
import { CursorList } from "../../components/CursorList";
import { EmptyState } from "../../components/EmptyState";
import { Page } from "../../components/Page";
import { formatNumber } from "../../lib/format";
import { useLang, useText } from "../../lib/text";
import { useMe } from "../../lib/useMe";
import { useSlash } from "../../lib/useSlash";
import { useUrlState } from "../../lib/urlState";
import { Facets } from "./Facets";
import { ResourceRow } from "./ResourceRow";
import { text } from "./text";
import { useCatalog, facetNames, filterShape, type Filter } from "./useCatalog";
import { useKept } from "./useKept";
import "./catalog.css";

const none: Filter = { q: "", theme: "", credit_class: "", share_type: "", provider: "" };

/** Browse searches the catalog by word and facet. */
export function Component() {
  const t = useText(text);
  const lang = useLang();
  const whole = useMe() !== null;
  const [filter, setFilter] = useUrlState<Filter>(filterShape);
  const catalog = useCatalog(filter);
  // The facets stay while the next answer is on its way, so that nothing jumps.
  const facets = useKept(catalog.facets, catalog.facets.length > 0);
  const filtered = filter.q !== "" || facetNames.some((f) => filter[f] !== "");
  return (
    <Page
      title={t("title")}
      intro={t(whole ? "intro" : "introOpen")}
      extra={
        <a className="cx-button" href="/portal/api/v1/catalog/dcat.jsonld" download="catalog.jsonld">
          {t("dcat")}
        </a>
      }
    >
      <Search value={filter.q} onSearch={(q) => setFilter({ q }, { push: true })} />
      <div className="ct-columns">
        <Facets facets={facets} filter={filter} onChoose={(name, value) => setFilter({ [name]: value }, { push: true })} />
        <section aria-live="polite" aria-busy={catalog.query.isPending}>
          <div className="ct-count">
            <p className="cx-muted">{catalog.total === null ? " " : t("count", { n: formatNumber(catalog.total, lang) })}</p>
            {filtered && (
              <button type="button" className="cx-text-button" onClick={() => setFilter(none, { push: true })}>
                {t("clear")}
              </button>
            )}
          </div>
          <CursorList list={catalog} empty={<EmptyState why={t(filtered ? "emptyWhy" : "emptyAll")} todo={t(filtered ? "emptyTodo" : "emptyAllTodo")} />}>
            {(rows) => (
              <ul className="ct-list">
                {rows.map(({ resource }) => (
                  <li key={resource.code}>
                    <ResourceRow resource={resource} />
                  </li>
                ))}
              </ul>
            )}
          </CursorList>
          <details className="ct-missing">
            <summary>{t("missing")}</summary>
            <p>{t("missingWhy")}</p>
          </details>
        </section>
      </div>
    </Page>
  );
}

function Search({ value, onSearch }: { value: string; onSearch: (q: string) => void }) {
  const t = useText(text);
  const field = useRef<HTMLInputElement>(null);
  useSlash(field);
  return (
    <form
      role="search"
      className="ct-search"
      aria-label={t("search")}
      onSubmit={(e) => {
        e.preventDefault();
        onSearch((field.current?.value ?? "").trim());
      }}
    >
      <input ref={field} key={value} type="search" defaultValue={value} maxLength={100} aria-label={t("searchLabel")} placeholder={t("searchLabel")} />
      <button type="submit" className="cx-button">
        {t("go")}
      </button>
    </form>
  );
}
