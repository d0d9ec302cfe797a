import { Link } from "react-router";
import { sessionState } from "../../api/session";
import { AsyncView } from "../../components/AsyncView";
import { Page } from "../../components/Page";
import { Time } from "../../components/Time";
import { useCreditClass } from "../../lib/creditClass";
import { formatNumber } from "../../lib/format";
import { useStore } from "../../lib/store";
import { useLang, useText } from "../../lib/text";
import { useMay, useMe } from "../../lib/useMe";
import { Counter } from "./Counter";
import { byClass } from "./figures";
import { SearchForm } from "./SearchForm";
import { text } from "./text";
import { useCounters, useStatistics, type Statistics } from "./useStatistics";
import "./public.css";

/** Home is the first page of the public: the search, the city in figures, what is shown here, and where else to go. */
export function Component() {
  const t = useText(text);
  const query = useStatistics();
  const demo = useStore(sessionState).session?.demo ?? false;
  return (
    <Page title={t("title")} intro={t("intro")}>
      <section className="pb-hero" aria-label={t("search")}>
        <SearchForm />
      </section>
      {demo && <Demo />}
      <AsyncView query={query} lines={5}>
        {(s) => <Figures statistics={s} />}
      </AsyncView>
      <div className="pb-two">
        <About />
        <Ways />
      </div>
    </Page>
  );
}

function Demo() {
  const t = useText(text);
  return (
    <aside className="pb-demo">
      <div>
        <strong>{t("demoTitle")}</strong>
        <p>{t("demo")}</p>
      </div>
      <Link className="cx-button" to="/tour">
        {t("demoGo")}
      </Link>
    </aside>
  );
}

function Figures({ statistics: s }: { statistics: Statistics }) {
  const t = useText(text);
  const lang = useLang();
  const live = useCounters();
  const classOf = useCreditClass();
  const classes = byClass(s.rows);
  const most = classes[0]?.records ?? 1;
  return (
    <section aria-labelledby="figures" className="pb-city">
      <div className="pb-section-head">
        <h2 id="figures">{t("figures")}</h2>
        <p className="cx-muted">
          {live !== undefined && (
            <span className="pb-live" title={t("liveHint")}>
              {t("live")}
            </span>
          )}{" "}
          {t("at")} <Time at={s.at} />
        </p>
      </div>
      <dl className="pb-figures">
        <Counter value={live?.organisations ?? s.organisations} name={t("organisations")} />
        <Counter value={live?.records ?? s.records} name={t("records")} />
        <Counter value={s.published} name={t("published")} />
        <Counter value={live?.ledger} name={t("ledger")} />
      </dl>
      <div className="cx-card">
        <h2>{t("classes")}</h2>
        <p className="cx-muted pb-under">{t("classesHint")}</p>
        <ul className="pb-bars">
          {classes.map((c) => (
            <li key={c.class}>
              <span className="cx-hidden">{t("classRow", { name: classOf(c.class), n: formatNumber(c.records, lang) })}</span>
              <span aria-hidden="true">{classOf(c.class)}</span>
              <progress aria-hidden="true" value={c.records} max={most} />
              <span aria-hidden="true" className="cx-num">
                {formatNumber(c.records, lang)}
              </span>
            </li>
          ))}
        </ul>
        <p className="pb-more">
          <Link to="/statistics">{t("moreFigures")}</Link>
        </p>
      </div>
    </section>
  );
}

function About() {
  const t = useText(text);
  return (
    <section className="cx-card pb-about">
      <h2>{t("about")}</h2>
      <h3>{t("shown")}</h3>
      <ul className="pb-yes">
        <li>{t("shown1")}</li>
        <li>{t("shown2")}</li>
        <li>{t("shown3")}</li>
      </ul>
      <h3>{t("hidden")}</h3>
      <ul className="pb-no">
        <li>{t("hidden1")}</li>
        <li>{t("hidden2")}</li>
        <li>{t("hidden3")}</li>
      </ul>
    </section>
  );
}

function Ways() {
  const t = useText(text);
  const anonymous = useMe() === null;
  const subject = useMay({ roles: ["subject"] });
  return (
    <section className="cx-card">
      <h2>{t("ways")}</h2>
      <ul className="pb-ways">
        <Way to="/rights" title={t("wayRights")} hint={t("wayRightsHint")} />
        {(anonymous || subject) && <Way to={anonymous ? "/login?next=%2Fme" : "/me"} title={t("wayMe")} hint={t("wayMeHint")} />}
        <Way to="/catalog" title={t("wayCatalog")} hint={t("wayCatalogHint")} />
        <Way to="/statistics" title={t("wayStatistics")} hint={t("wayStatisticsHint")} />
      </ul>
    </section>
  );
}

function Way({ to, title, hint }: { to: string; title: string; hint: string }) {
  return (
    <li>
      <Link to={to}>
        <strong>{title}</strong>
        <span>{hint}</span>
      </Link>
    </li>
  );
}
