import { Link } from "react-router";
import { sessionState } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { Page } from "../../components/Page";
import { StatusTag } from "../../components/StatusTag";
import { useStore } from "../../lib/store";
import { usePick, useText } from "../../lib/text";
import { useMe } from "../../lib/useMe";
import { text } from "./text";
import { tours, type Step, type Tour } from "./tours";
import { useProgress } from "./useProgress";
import "./tour.css";

/** The page lists the tours by role, with how far each was walked in this tab. */
export function Component() {
  const t = useText(text);
  const demo = useStore(sessionState).session?.demo ?? false;
  const progress = useProgress();
  const me = useMe();
  return (
    <Page title={t("title")} intro={t("intro")}>
      {demo ? (
        <>
          <p className="cx-note tr-note">{t("passwords")}</p>
          <div className="tr-grid">
            {tours.map((tour) => (
              <TourView key={tour.id} tour={tour} progress={progress} name={me?.name ?? null} />
            ))}
          </div>
        </>
      ) : (
        <EmptyState why={t("notDemo")} todo={t("notDemoTodo")} />
      )}
    </Page>
  );
}

type Progress = ReturnType<typeof useProgress>;

function TourView({ tour, progress, name }: { tour: Tour; progress: Progress; name: string | null }) {
  const t = useText(text);
  const pick = usePick();
  const done = tour.steps.filter((_, i) => progress.seen(`${tour.id}/${i}`)).length;
  return (
    <section className="cx-card tr-tour" aria-labelledby={`tour-${tour.id}`}>
      <div className="tr-head">
        <h2 id={`tour-${tour.id}`}>{pick(tour.name)}</h2>
        <span className="cx-muted cx-num">{t("steps", { done, all: tour.steps.length })}</span>
        {done === tour.steps.length && <StatusTag tone="ok">{t("finished")}</StatusTag>}
        {done > 0 && (
          <button
            type="button"
            className="cx-text-button"
            onClick={() => {
              progress.reset(`${tour.id}/`);
            }}
          >
            {t("reset")}
            <span className="cx-hidden"> · {pick(tour.name)}</span>
          </button>
        )}
      </div>
      <p className="cx-muted">
        {tour.accounts.length === 0 ? (
          t("noLogin")
        ) : (
          <>
            {t("account")} <Accounts names={tour.accounts} />
            {name !== null && tour.accounts.includes(name) && ` · ${t("loggedIn")}`}
          </>
        )}
      </p>
      <ol>
        {tour.steps.map((s, i) => (
          <StepView key={i} step={s} seen={progress.seen(`${tour.id}/${i}`)} mark={(seen) => progress.mark(`${tour.id}/${i}`, seen)} />
        ))}
      </ol>
    </section>
  );
}

function Accounts({ names }: { names: string[] }) {
  return (
    <>
      {names.map((n) => (
        <code key={n} className="tr-account">
          {n}
        </code>
      ))}
    </>
  );
}

function StepView({ step, seen, mark }: { step: Step; seen: boolean; mark: (seen: boolean) => void }) {
  const t = useText(text);
  const pick = usePick();
  return (
    <li className={seen ? "tr-seen" : undefined}>
      <span>{pick(step.say)}</span>
      <span className="tr-ways">
        <Link to={step.to} onClick={() => mark(true)} aria-label={`${t("go")}: ${pick(step.say)}`}>
          {t("go")}
        </Link>
        {seen && (
          <button type="button" className="cx-text-button" onClick={() => mark(false)} title={t("undo")} aria-label={`${t("undo")}: ${pick(step.say)}`}>
            <StatusTag tone="ok">{t("done")}</StatusTag>
          </button>
        )}
      </span>
    </li>
  );
}
