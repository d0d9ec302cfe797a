import { Button } from "antd";
import { useEffect, useState } from "react";
import { FaultError } from "../../../api/fault";
import { Skeleton } from "../../../components/AsyncView";
import { ConfirmAction } from "../../../components/ConfirmAction";
import { FaultView } from "../../../components/FaultView";
import { Time } from "../../../components/Time";
import { formatBytes, formatNumber } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { useWords } from "../shared/states";
import { useResourceName } from "../shared/useResources";
import { finish, resume, startOver } from "./desk";
import { DropZone } from "./DropZone";
import type { PushJob } from "./job";
import type { Receipt } from "./send";
import { text } from "./text";
import { useLookup } from "./useLookup";

interface Props {
  job: PushJob;
  file: File | null;
  /** Why it broke off, where that is known. */
  error: unknown;
}

/** Resume asks the server what became of a push that did not come to its end here, and goes on with it. */
export function Resume({ job, file, error }: Props) {
  const t = useText(text);
  const lang = useLang();
  const words = useWords();
  const name = useResourceName();
  const lookup = useLookup(job);
  const found = lookup.data;
  useEffect(() => {
    if (found?.state === "complete") finish(found);
  }, [found]);
  return (
    <section className="cx-card">
      <h2>{t("resumeTitle")}</h2>
      <p>
        {t("resumeWhat", { resource: name(job.resource), op: words.op(job.op), name: job.print.name, size: formatBytes(job.print.size, lang) })} <Time at={job.at} />
      </p>
      {error !== null && lookup.error === null && (found === undefined || !passing(error)) && <FaultView error={error} />}
      {lookup.error !== null ? (
        <FaultView error={lookup.error} retry={() => void lookup.refetch()} />
      ) : found === undefined ? (
        <>
          <p role="status">{t("lookup")}</p>
          <Skeleton lines={2} />
        </>
      ) : (
        <GoOn job={job} file={file} found={found} />
      )}
    </section>
  );
}

/** passing tells what is over once the server answers again. */
const passing = (error: unknown): boolean => !(error instanceof FaultError) || error.passing;

function GoOn({ job, file, found }: { job: PushJob; file: File | null; found: Receipt | null }) {
  const t = useText(text);
  const lang = useLang();
  const [other, setOther] = useState(false);
  if (found?.state === "running" || found?.state === "complete") return <p role="status">{t("resumeRunning")}</p>;
  const take = async (f: File) => {
    setOther(false);
    setOther(!(await resume(f)));
  };
  return (
    <div className="cx-stack">
      <p role="status">
        {found === null ? t("resumeNone") : Number(found.accepted) > 0 ? t("resumeInterrupted", { n: formatNumber(found.accepted, lang) }) : t("resumePart")} {t("resumeHow")}
      </p>
      {file === null && (
        <DropZone
          file={null}
          ask={t("resumePick", { name: job.print.name })}
          onFile={(f) => void take(f)}
          problem={other ? t("resumeOther", { name: job.print.name, size: formatBytes(job.print.size, lang) }) : ""}
        />
      )}
      <p className="cx-row">
        {file !== null && (
          <Button type="primary" onClick={() => void take(file)}>
            {t("resumeGo")}
          </Button>
        )}
        <ConfirmAction
          title={t("forgetTitle")}
          description={<p>{t("forgetText")}</p>}
          ok={t("forget")}
          danger
          onConfirm={() => {
            startOver();
            return Promise.resolve();
          }}
        >
          {(open) => <Button onClick={open}>{t("forget")}</Button>}
        </ConfirmAction>
      </p>
    </div>
  );
}
