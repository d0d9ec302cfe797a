import { useText } from "../lib/text";
import { useCopy } from "../lib/useCopy";
import { CopyNote } from "./CopyNote";
import { text } from "./text";

/** Code shows a code, number or key in mono, with a button that copies it. */
export function Code({ children, copy = true }: { children: string; copy?: boolean }) {
  const t = useText(text);
  const [state, copyThis] = useCopy();
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
              copyThis(children);
            }}
          >
            <svg viewBox="0 0 16 16" width="13" height="13" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
              {state === "copied" ? <path d="m3 8.5 3.2 3.2L13 5" /> : <path d="M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1" />}
            </svg>
          </button>
          <CopyNote state={state} quiet />
        </>
      )}
    </span>
  );
}
