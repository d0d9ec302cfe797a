import { EvidenceTag } from "../../../components/EvidenceTag";
import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import type { Case } from "../cases/cases";
import { usePurposeName } from "../cases/usePurpose";
import { text as deskText } from "../text";
import type { Profile } from "./records";
import { text } from "./text";

/** AnswerLine says of what is shown: its evidence, when and by which policy it was answered, and under which case. */
export function AnswerLine({ profile, kase, present }: { profile: Profile; kase: Case; present: Profile | null }) {
  const t = useText(text);
  const desk = useText(deskText);
  const purposeName = usePurposeName();
  return (
    <dl className="of-line" aria-label={t("answer")}>
      <div>
        <dt className="cx-hidden">{t("answer")}</dt>
        <dd>
          <EvidenceTag index={profile.index} />
        </dd>
      </div>
      <div>
        <dt>{t("answeredAt")}</dt>
        <dd>
          <Time at={profile.answered_at} />
        </dd>
      </div>
      <div>
        <dt>{t("underCase")}</dt>
        <dd>
          {purposeName(kase.purpose)} · {kase.caseNo || desk("noCaseNo")}
        </dd>
      </div>
      <div>
        <dt>{t("policyVersion")}</dt>
        <dd className="cx-num">{profile.policy_version}</dd>
      </div>
      {present !== null && (
        <div>
          <dt>{t("diffNow")}</dt>
          <dd>
            <EvidenceTag index={present.index} />
          </dd>
        </div>
      )}
    </dl>
  );
}
