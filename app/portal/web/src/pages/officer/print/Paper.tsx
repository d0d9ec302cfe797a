import { chinaDay, chinaTime } from "../../../lib/chinaTime";
import type { CSSProperties } from "react";
import { useText } from "../../../lib/text";
import { cssVariables, light } from "../../../shell/tokens";
import type { Case } from "../cases/cases";
import type { Profile } from "../profile/records";
import type { Checkpoint } from "./checkpoint";
import { text as deskText } from "../text";
import { Head } from "./Head";
import { PaperRecords } from "./PaperRecords";
import { Summary } from "./Summary";
import { PaperSubject } from "./PaperSubject";
import { text } from "./text";

interface Props {
  profile: Profile;
  kase: Case;
  past: boolean;
  validOn: string;
  full: boolean;
  checkpoint: Checkpoint | null;
}

/** Paper is light in every theme: the palette of the light theme, set anew for what is inside. */
const ink = Object.fromEntries(cssVariables(light)) as CSSProperties;

/** Paper is an answer as it is printed. */
export function Paper({ profile, kase, past, validOn, full, checkpoint }: Props) {
  const t = useText(text);
  const desk = useText(deskText);
  const day = validOn || chinaDay(profile.as_of);
  return (
    <article className="of-paper" style={ink} aria-label={t("heading")}>
      <Head profile={profile} kase={kase} past={past} validOn={validOn} checkpoint={checkpoint} />
      <PaperSubject profile={profile} />
      <Summary profile={profile} />
      <PaperRecords profile={profile} day={day} full={full} />
      <section className="of-paper-check">
        <h2>{t("check")}</h2>
        <p>{t("checkText", { index: profile.index })}</p>
        <p>{t("use")}</p>
        <p className="of-paper-sign">
          <span>{t("seal")}</span>
          <span>
            {t("date")} {chinaTime(new Date().toISOString())}
            {desk("china")}
          </span>
        </p>
      </section>
    </article>
  );
}
