import type { ReactNode } from "react";
import { Time } from "../../../components/Time";
import { fromBase64 } from "../../../lib/ledger/bytes";
import { useText } from "../../../lib/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { Decision } from "../log/EventTable";
import { eventText as text } from "./text";
import { FullFacts } from "./FullFacts";
import { leafEvent, useJudged, type Bundle } from "../proof/useProof";
import type { Event } from "../proof/shown";

/** Facts shows what an event says; of one that was erased or is unreadable, only what its leaf proves. */
export function Facts({ bundle }: { bundle: Bundle }) {
  const t = useText(text);
  const { verdict, differs, malformed } = useJudged(bundle);
  const sound = verdict.failed === undefined && differs?.length === 0;
  const partly = verdict.erased || malformed || bundle.event?.kind === "malformed";
  const event = partly ? (leafEvent(bundle.index, verdict) ?? bundle.event) : bundle.event;
  return (
    <section className="cx-card au-facts" aria-labelledby="facts">
      <h2 id="facts">{t("facts")}</h2>
      {!sound && <p className="au-unproven">{t("unproven")}</p>}
      {verdict.erased && <p className="cx-note">{t("erased")}</p>}
      {partly && !verdict.erased && <p className="cx-note">{t("malformed")}</p>}
      {event !== undefined && (partly ? <LeafFacts event={event} /> : bundle.event !== undefined && <FullFacts event={bundle.event} />)}
      {partly && !verdict.erased && <Raw base64={bundle.detail} />}
    </section>
  );
}

function LeafFacts({ event }: { event: Pick<Event, "at" | "kind" | "decision"> }) {
  const t = useText(text);
  const words = useWords();
  return (
    <dl className="au-dl">
      <Fact name={t("at")}>
        <Time at={event.at} />
      </Fact>
      <Fact name={t("kind")}>{words.kind(event.kind)}</Fact>
      <Fact name={t("decision")}>
        <Decision decision={event.decision} />
      </Fact>
    </dl>
  );
}

/** Raw shows what arrived as it came. */
function Raw({ base64 }: { base64: string }) {
  const t = useText(text);
  const raw = fromBase64(base64) ?? new Uint8Array(0);
  let shown: string;
  try {
    shown = new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    shown = t("rawNot");
  }
  return (
    <>
      <h3>{t("raw", { n: raw.length })}</h3>
      <pre className="au-raw">{shown}</pre>
    </>
  );
}

/** Fact is one line of a list of facts. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
