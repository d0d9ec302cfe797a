import { Link } from "react-router";
import { useText } from "../../../lib/text";
import { usccFlaw } from "../../../lib/uscc";
import { text } from "./text";

/** Unknown says why nothing may be found under a code, as far as the code itself tells. The server tells no more on purpose. */
export function Unknown({ code }: { code: string }) {
  const t = useText(text);
  const flaw = usccFlaw(code.toUpperCase());
  return (
    <section className="cx-card" aria-labelledby="why">
      <h2 id="why">{t("whyTitle")}</h2>
      <ul className="pb-why-list">
        <li>{flaw === "check" ? t("why1check") : flaw === "letter" ? t("why1letter") : flaw === "length" ? t("why1length") : t("why1")}</li>
        <li>{t("why2")}</li>
        <li>{t("why3")}</li>
      </ul>
      <p className="pb-more">
        <Link className="cx-button" to="/search">
          {t("again")}
        </Link>
      </p>
    </section>
  );
}
