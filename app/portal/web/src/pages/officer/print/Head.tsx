import { QRCode } from "antd";
import { chinaTime } from "../../../lib/chinaTime";
import { formatNumber } from "../../../lib/format";
import { useMarks } from "../../../lib/marks";
import { useLang, useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import { light } from "../../../shell/tokens";
import type { Case } from "../cases/cases";
import { usePurposeName } from "../cases/usePurpose";
import { Fact } from "../Fact";
import type { Profile } from "../profile/records";
import { text as deskText } from "../text";
import { codeContent, covers, type Checkpoint } from "./checkpoint";
import { text } from "./text";

interface Props {
  profile: Profile;
  kase: Case;
  past: boolean;
  validOn: string;
  checkpoint: Checkpoint | null;
}

/** Head says who asked what for, under which evidence, and carries the code by which the print can be checked. */
export function Head({ profile, kase, past, validOn, checkpoint }: Props) {
  const t = useText(text);
  const desk = useText(deskText);
  const lang = useLang();
  const marks = useMarks();
  const me = useMe();
  const purposeName = usePurposeName();
  const base = `${location.origin}/portal`;
  const state = marks.clauses([past ? t("stateAsOf", { time: `${chinaTime(profile.as_of)}${desk("china")}` }) : t("stateNow"), validOn === "" ? "" : t("validOn", { date: validOn })].filter(Boolean));
  return (
    <header className="of-paper-head">
      <div className="of-paper-title">
        <div>
          <p>{me?.agency_name ?? ""}</p>
          <h2>{t("heading")}</h2>
          <p className="of-paper-name">{profile.subject.name || profile.subject.id}</p>
        </div>
        <figure>
          <QRCode
            type="svg"
            aria-label={t("qr", { index: profile.index })}
            value={codeContent(base, profile.index, checkpoint)}
            size={116}
            bordered={false}
            errorLevel="M"
            color={light.text}
            bgColor={light.surface}
          />
          <figcaption>
            {t("evidence")} <strong>#{profile.index}</strong>
          </figcaption>
        </figure>
      </div>
      <dl className="of-paper-facts">
        <Fact name={t("agency")}>{me?.agency_name ?? ""}</Fact>
        <Fact name={t("officer")}>{me?.display_name || me?.name || ""}</Fact>
        <Fact name={t("purpose")}>{purposeName(kase.purpose)}</Fact>
        <Fact name={t("caseNo")}>{kase.caseNo || desk("noCaseNo")}</Fact>
        <Fact name={t("time")}>
          {chinaTime(profile.answered_at)}
          {desk("china")}
        </Fact>
        <Fact name={t("policy")}>{profile.policy_version}</Fact>
        <Fact name={t("state")} wide="all">
          {state}
        </Fact>
        <Fact name={t("ledger")} wide="all">
          {checkpoint === null ? (
            t("ledgerUnknown")
          ) : (
            <>
              {checkpoint.origin} · {t("checkpoint")} {t("checkpointText", { size: formatNumber(checkpoint.size, lang), root: checkpoint.root })} · {t(covers(checkpoint, profile.index) ? "covered" : "notCovered")}
            </>
          )}
        </Fact>
      </dl>
    </header>
  );
}
