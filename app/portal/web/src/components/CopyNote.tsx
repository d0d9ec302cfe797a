import type { Copied } from "../lib/useCopy";
import { useText } from "../lib/text";
import "./copy.css";
import { text } from "./text";

interface Props {
  state: Copied;
  /** What is said of a success; "copied" without it. */
  done?: string;
  /** The success shows elsewhere: it is only read aloud. A failure is always shown. */
  quiet?: boolean;
}

/** CopyNote says what became of a copy, and what to do when it failed. */
export function CopyNote({ state, done, quiet = false }: Props) {
  const t = useText(text);
  return (
    <span role="status" className={state === "copyFailed" ? "cx-copy-failed" : quiet ? "cx-hidden" : "cx-muted"}>
      {state === "copied" ? (done ?? t("copied")) : state === "copyFailed" ? t("copyFailed") : ""}
    </span>
  );
}
