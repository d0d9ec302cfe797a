import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { Page } from "../../../components/Page";
import { StatusTag } from "../../../components/StatusTag";
import { usePick, useText } from "../../../lib/text";
import { useMay, useMe } from "../../../lib/useMe";
import { oneOf, useUrlState } from "../../../lib/urlState";
import { Share } from "../Share";
import type { Resource } from "../useCatalog";
import { Items } from "./Items";
import { LoginNeeded, NotOpen } from "./NotVisible";
import { Overview } from "./Overview";
import { Quality } from "./Quality";
import { Samples } from "./Samples";
import { text } from "./text";
import { Usage } from "./Usage";
import "../catalog.css";

const views = ["overview", "items", "quality", "usage", "samples"] as const;
type View = (typeof views)[number];
const shape = { view: oneOf(views, "overview") };

/** ResourcePage shows a resource: what it is, its items, how good and fresh it is, who uses it, and samples. */
export function Component() {
  const t = useText(text);
  const pick = usePick();
  const whole = useMe() !== null;
  const manager = useMay({ actions: ["catalog.edit"] });
  const { code = "" } = useParams();
  const [{ view }] = useUrlState<{ view: View }>(shape);
  const query = useQuery({
    queryKey: ["resource", code, whole],
    queryFn: ({ signal }) => {
      const call = { params: { path: { code } }, signal };
      return fetchData(whole ? api.GET("/v1/catalog/resources/{code}", call) : api.GET("/v1/public/catalog/{code}", call));
    },
  });
  const r = query.data;
  const title = r === undefined ? t("loading") : pick({ zh: r.name, en: r.name_en });
  return (
    <Page
      title={title}
      intro={r && pick({ zh: r.abstract, en: r.abstract_en })}
      extra={
        <>
          {r !== undefined && <Share type={r.share_type} />}
          {r !== undefined && <StatusTag tone={r.open ? "ok" : "neutral"}>{t(r.open ? "isOpen" : "isClosed")}</StatusTag>}
          {manager && (
            <Link className="cx-button" to="/catalog/publish">
              {t("publishNew")}
            </Link>
          )}
          <Link className="cx-button" to="/catalog">
            {t("back")}
          </Link>
        </>
      }
    >
      <AsyncView query={query} lines={8}>
        {(resource) => (
          <>
            {!whole && !resource.open && <NotOpen />}
            <nav className="ct-tabs" aria-label={t("views")}>
              {views.map((v) => (
                <Link key={v} to={v === "overview" ? "?" : `?view=${v}`} aria-current={v === view ? "page" : undefined} preventScrollReset>
                  {t(v)}
                </Link>
              ))}
            </nav>
            <Part resource={resource} view={view} whole={whole} />
          </>
        )}
      </AsyncView>
    </Page>
  );
}

function Part({ resource, view, whole }: { resource: Resource; view: View; whole: boolean }) {
  if (view === "overview") return <Overview resource={resource} whole={whole} />;
  if (view === "items") return whole || resource.open ? <Items resource={resource} /> : <LoginNeeded />;
  if (!whole) return <LoginNeeded />;
  if (view === "quality") return <Quality code={resource.code} />;
  if (view === "usage") return <Usage code={resource.code} />;
  return <Samples resource={resource} />;
}
