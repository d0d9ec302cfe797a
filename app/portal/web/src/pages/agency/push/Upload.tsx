import { Button } from "antd";
import { ProgressBar } from "../../../components/Progress";
import { formatBytes, formatPercent } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { cancel, type Progress } from "./desk";
import { text } from "./text";

/** Upload shows how far a file is on its way, and offers to break it off. */
export function Upload({ at, progress }: { at: "checking" | "sending"; progress: Progress | null }) {
  const t = useText(text);
  const lang = useLang();
  const whole = progress !== null && progress.sent >= progress.total;
  const detail =
    progress === null
      ? t("packing")
      : whole
        ? t("working")
        : t("ofBytes", { done: formatBytes(progress.sent, lang), total: formatBytes(progress.total, lang), percent: formatPercent(progress.sent / progress.total, lang, 0) });
  return (
    <section className="cx-card ag-upload" aria-live="polite">
      <ProgressBar label={t(at)} detail={detail} {...(progress === null || whole ? {} : { done: progress.sent, total: progress.total })} />
      <Button onClick={cancel}>{t("cancel")}</Button>
    </section>
  );
}
