import { useEffect, useState } from "react";
import { useText } from "../../../lib/text";
import { text } from "./text";

/** CodeBlock shows lines to copy as a whole. */
export function CodeBlock({ children, label }: { children: string; label: string }) {
  const t = useText(text);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  return (
    <div className="ag-code">
      {/* Long lines scroll within, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} role="region" aria-label={label}>
        <code>{children}</code>
      </pre>
      <button
        type="button"
        className="cx-button"
        onClick={() => {
          void navigator.clipboard.writeText(children).then(() => setCopied(true));
        }}
      >
        {copied ? t("copied") : t("copy")}
      </button>
      <span className="cx-hidden" role="status">
        {copied ? t("copied") : ""}
      </span>
    </div>
  );
}
