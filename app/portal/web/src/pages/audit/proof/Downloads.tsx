import { Code } from "../../../components/Code";
import { bundleFile, consistencyFile } from "../../../lib/ledger/bundle";
import { saveFile } from "../../../lib/saveFile";
import { useText } from "../../../lib/text";
import type { Comparison } from "./earlier";
import { text } from "./text";
import type { Bundle } from "./useProof";

interface Props {
  bundle: Bundle;
  keyText: string;
  comparison: Comparison | undefined;
}

/** Downloads are the files that `chengxin audit verify` takes, and the command. */
export function Downloads({ bundle, keyText, comparison }: Props) {
  const t = useText(text);
  const name = `evidence-${bundle.index}`;
  const grown = comparison?.state === "extends" ? comparison : undefined;
  const command = `chengxin audit verify ${name}.json --verifier ledger.key${grown === undefined ? "" : ` --older checkpoint-${grown.seen.size}.txt --consistency ${name}.consistency.json`}`;
  const files: [string, string, () => string, string][] = [
    [t("bundle"), `${name}.json`, () => bundleFile(bundle), "application/json"],
    [t("checkpoint"), `checkpoint-${bundle.tree_size}.txt`, () => bundle.checkpoint, "text/plain"],
    [t("keyAsFile"), "ledger.key", () => `${keyText.trim()}\n`, "text/plain"],
  ];
  if (grown !== undefined) {
    const { seen, proof } = grown;
    files.push(
      [t("olderFile"), `checkpoint-${seen.size}.txt`, () => seen.note, "text/plain"],
      [t("consistency"), `${name}.consistency.json`, () => consistencyFile(BigInt(seen.size), BigInt(bundle.tree_size), proof, bundle.checkpoint), "application/json"],
    );
  }
  return (
    <div className="au-part">
      <h3>{t("offline")}</h3>
      <p>{t("offlineText")}</p>
      <div className="cx-row">
        {files.map(([label, file, content, type]) => (
          <button key={file} type="button" className="cx-button" onClick={() => { saveFile(file, content(), type); }}>
            {label} <small className="cx-muted au-file-name">{file}</small>
          </button>
        ))}
      </div>
      <p className="au-command">
        <span className="cx-hidden">{t("command")}</span>
        <Code>{command}</Code>
      </p>
      <p className="au-help">{t("keyCaution")}</p>
    </div>
  );
}
