import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { CopyNote } from "../../../components/CopyNote";
import { EmptyState } from "../../../components/EmptyState";
import { saveFile } from "../../../lib/saveFile";
import { useText } from "../../../lib/text";
import { oneOf, useUrlState } from "../../../lib/urlState";
import { useCopy } from "../../../lib/useCopy";
import type { Resource } from "../useCatalog";
import { pretty, readSample } from "./samples";
import { text } from "./text";

const shapes = ["table", "json"] as const;
const shape = { as: oneOf(shapes, "table") };
const count = 3;

/** Samples shows synthetic records as a table or as JSON, to be copied or saved for a dry run. */
export function Samples({ resource: r }: { resource: Resource }) {
  const t = useText(text);
  const [{ as }, set] = useUrlState<{ as: (typeof shapes)[number] }>(shape);
  const [state, copy] = useCopy();
  const query = useQuery({
    queryKey: ["samples", r.code, r.version],
    queryFn: ({ signal }) => fetchData(api.GET("/v1/catalog/resources/{code}/samples", { params: { path: { code: r.code }, query: { count } }, signal })),
  });
  return (
    <section className="cx-card">
      <p>{t("samplesIntro")}</p>
      <AsyncView query={query} empty={(d) => (d.samples.length === 0 ? <EmptyState why={t("noSamples")} todo={t("noSamplesTodo")} /> : null)}>
        {(d) => (
          <>
            <div className="cx-row ct-field">
              <span className="cx-row" role="group" aria-label={t("sampleShape")}>
                {shapes.map((s) => (
                  <button key={s} type="button" className={s === as ? "cx-button ct-primary" : "cx-button"} aria-pressed={s === as} onClick={() => set({ as: s })}>
                    {t(s === "table" ? "asTable" : "asJson")}
                  </button>
                ))}
              </span>
              <button
                type="button"
                className="cx-button"
                onClick={() => {
                  copy(d.samples.join("\n"));
                }}
              >
                {t("copy")}
              </button>
              <button
                type="button"
                className="cx-button"
                onClick={() => {
                  saveFile(`${r.code}-samples.ndjson`, `${d.samples.join("\n")}\n`, "application/x-ndjson");
                }}
              >
                {t("download")}
              </button>
              <CopyNote state={state} />
            </div>
            {as === "json" ? <Json samples={d.samples} /> : <Table resource={r} samples={d.samples} />}
          </>
        )}
      </AsyncView>
    </section>
  );
}

function Json({ samples }: { samples: string[] }) {
  const t = useText(text);
  return (
    // Long JSON scrolls within itself, by keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="ct-json" tabIndex={0} role="region" aria-label={t("asJson")}>
      {samples.map(pretty).join("\n")}
    </pre>
  );
}

/** Table has the items down and the samples across, which reads better than thirty columns. */
function Table({ resource: r, samples }: { resource: Resource; samples: string[] }) {
  const t = useText(text);
  const read = samples.map(readSample).filter((s) => s !== null);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-scroll" tabIndex={0} role="region" aria-label={t("samples")}>
      <table className="ct-table ct-sample">
        <thead>
          <tr>
            <th scope="col">{t("item")}</th>
            {read.map((_, i) => (
              <th key={i} scope="col">
                {t("sampleN", { n: i + 1 })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {r.items.map((i) => (
            <tr key={i.name}>
              <th scope="row">
                {i.name_zh} <code className="cx-muted">{i.name}</code>
              </th>
              {read.map((s, n) => (
                <td key={n}>{s[i.name] ?? <span className="cx-muted">—</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
