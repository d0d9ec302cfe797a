import { CopyNote } from "../../../components/CopyNote";
import { useText } from "../../../lib/text";
import { useCopy } from "../../../lib/useCopy";
import { text } from "./text";

/** CodeBlock shows lines to copy as a whole. */
export function CodeBlock({ children, label }: { children: string; label: string }) {
  const t = useText(text);
  const [state, copy] = useCopy();
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
          copy(children);
        }}
      >
        {state === "copied" ? t("copied") : t("copy")}
      </button>
      <CopyNote state={state} quiet />
    </div>
  );
}
