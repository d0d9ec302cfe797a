import { Page } from "../../components/Page";
import { useText } from "../../lib/text";
import { useMe } from "../../lib/useMe";
import { text } from "./text";

/** Home is where the area begins. */
export function Component() {
  const t = useText(text);
  const me = useMe();
  return (
    <Page title={t("title")} intro={t("intro")}>
      {me !== null && (
        <section className="cx-card">
          <h2>{me.display_name || me.name}</h2>
          <p className="cx-muted">{me.agency_name || me.agency}</p>
        </section>
      )}
    </Page>
  );
}
