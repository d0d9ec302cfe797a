import { Time } from "../../../components/Time";
import { useText } from "../../../lib/text";
import { ShownOnce } from "../ShownOnce";
import { text as areaText } from "../text";
import { text } from "./text";

/** Enrolment is a one-time token, which is kept nowhere but on this page. */
export interface Enrolment {
  name: string;
  token: string;
  expires: string | undefined;
}

/** EnrolmentLink shows the link by which a person sets a password. The token stands behind the #, so that no server logs it. */
export function EnrolmentLink({ enrolment, onClose }: { enrolment: Enrolment; onClose: () => void }) {
  const t = useText(text);
  const a = useText(areaText);
  return (
    <ShownOnce title={t("linkTitle", { name: enrolment.name })} secrets={[[t("link"), `${globalThis.location.origin}/enrol#token=${enrolment.token}`]]} onClose={onClose}>
      <p>
        <span className="cx-muted">{a("expires")}</span> <Time at={enrolment.expires} />
      </p>
      <p>{t("linkNext")}</p>
    </ShownOnce>
  );
}
