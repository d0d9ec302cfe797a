import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import "../agency.css";
import { Kafka } from "./Kafka";
import { Keys } from "./Keys";
import { text } from "./text";

/** Connection is for those who connect a system: its parameters and its keys. */
export function Component() {
  const t = useText(text);
  return (
    <Page title={t("title")} intro={t("intro")}>
      <Keys />
      <Kafka />
    </Page>
  );
}
