import { useEffect, useState } from "react";
import { useText } from "../lib/text";
import { text } from "./text";

/** Code shows a code, number or key in mono, with a button that copies it. */
export function Code({ children, copy = true }: { children: string; copy?: boolean }) {
  const t = useText(text);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(false);
    }, 2_000);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);
  return (
    <span className="cx-code">
      <code>{children}</code>
      {copy && (
        <>
          <button
            type="button"
            aria-label={`${t("copy")} ${children}`}
            title={t("copy")}
            onClick={() => {
              void navigator.clipboard.writeText(children).then(() => {
                setCopied(true);
              });
            }}
          >
            <svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
              {copied ? <path d="m3 8.5 3.2 3.2L13 5" /> : <path d="M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1" />}
            </svg>
          </button>
          <span className="cx-hidden" role="status">
            {copied ? t("copied") : ""}
          </span>
        </>
      )}
    </span>
  );
}
