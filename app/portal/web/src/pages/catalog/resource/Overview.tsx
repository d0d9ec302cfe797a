import type { ReactNode } from "react";
import { Link } from "react-router";
import { Code } from "../../../components/Code";
import { Time } from "../../../components/Time";
import { useCreditClass } from "../../../lib/creditClass";
import { usePick, useText } from "../../../lib/text";
import { Share } from "../Share";
import type { Resource } from "../useCatalog";
import { text } from "./text";

/** Overview shows the metadata, the natural key, the files to work with, and who may use the resource. */
export function Overview({ resource: r, whole }: { resource: Resource; whole: boolean }) {
  const t = useText(text);
  const more = Object.entries(r.metadata ?? {});
  return (
    <>
      <Metadata resource={r} />
      {(whole || r.open) && (
        <>
          <section className="cx-card" aria-labelledby="key">
            <h2 id="key">{t("natural_key")}</h2>
            <p className="cx-row">
              {r.natural_key.map((k) => (
                <code key={k}>{k}</code>
              ))}
            </p>
            <p className="cx-muted">{t("natural_keyHint")}</p>
          </section>
          <Files code={r.code} base={whole ? "/portal/api/v1/catalog/resources" : "/portal/api/v1/public/catalog"} />
        </>
      )}
      <section className="cx-card" aria-labelledby="who">
        <h2 id="who">{t("who")}</h2>
        <ul>
          <li>{t("who1")}</li>
          <li>{t("who2")}</li>
          <li>{t("who3")}</li>
        </ul>
        <p className="cx-muted">{t("whoDo")}</p>
      </section>
      {more.length > 0 && (
        <section className="cx-card" aria-labelledby="more">
          <h2 id="more">{t("more")}</h2>
          <dl className="ct-meta">
            {more.map(([name, value]) => (
              <Fact key={name} name={<code>{name}</code>}>
                {value}
              </Fact>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function Metadata({ resource: r }: { resource: Resource }) {
  const t = useText(text);
  const pick = usePick();
  const classOf = useCreditClass();
  const plain = ["catalog_code", "provider", "provider_code", "share_condition", "share_mode", "open_condition", "update_cycle", "publish_date", "data_level"] as const;
  return (
    <section className="cx-card">
      <dl className="ct-meta">
        <Fact name={t("code")}>
          <Code>{r.code}</Code>
        </Fact>
        <Fact name={t("version")}>{r.version}</Fact>
        {r.published_at && (
          <Fact name={t("publishedAt")}>
            <Time at={r.published_at} />
          </Fact>
        )}
        <Fact name={t("theme")}>{pick({ zh: r.theme_zh, en: r.theme_en }) || t("none")}</Fact>
        <Fact name={t("credit_class")}>{classOf(r.credit_class)}</Fact>
        <Fact name={t("share_type")}>
          <Share type={r.share_type} />
        </Fact>
        <Fact name={t("open")}>{t(r.open ? "isOpen" : "isClosed")}</Fact>
        {plain.map((name) =>
          r[name] === "" ? null : (
            <Fact key={name} name={t(name)}>
              {r[name]}
            </Fact>
          ),
        )}
        {r.related.length > 0 && (
          <Fact name={t("related")}>
            {r.related.map((code) => (
              <div key={code}>
                <Link to={`/catalog/${encodeURIComponent(code)}`}>{code}</Link>
              </div>
            ))}
          </Fact>
        )}
      </dl>
    </section>
  );
}

function Files({ code, base }: { code: string; base: string }) {
  const t = useText(text);
  const at = `${base}/${encodeURIComponent(code)}`;
  return (
    <section className="cx-card" aria-labelledby="files">
      <h2 id="files">{t("files")}</h2>
      <ul className="ct-links">
        <FileLink href={`${at}/schema`} name={`${code}.schema.json`} label={t("schema")} />
        <FileLink href={`${at}/template`} name={`${code}.csv`} label={t("csv")} />
        <FileLink href={`${at}/template?format=xlsx`} name={`${code}.xlsx`} label={t("xlsx")} />
        <FileLink href="/portal/api/v1/catalog/dcat.jsonld" name="catalog.jsonld" label={t("dcat")} />
      </ul>
    </section>
  );
}

function FileLink({ href, name, label }: { href: string; name: string; label: string }) {
  return (
    <li>
      <a className="cx-button" href={href} download={name}>
        {label}
      </a>
    </li>
  );
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
