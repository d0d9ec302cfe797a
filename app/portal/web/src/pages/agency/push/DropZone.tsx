import { Button } from "antd";
import { useRef, useState } from "react";
import { formatBytes } from "../../../lib/format";
import { useLang, useText } from "../../../lib/text";
import { kindOf } from "./reading/table";
import { text } from "./text";

interface Props {
  file: File | null;
  onFile: (file: File) => void;
  /** Shown above the button instead of the general hint. */
  ask?: string;
  disabled?: boolean;
  /** What is wrong with the file beyond its kind. */
  problem?: string;
}

/** DropZone takes one file, dropped or chosen; what cannot be pushed it refuses with a sentence. */
export function DropZone({ file, onFile, ask, disabled = false, problem = "" }: Props) {
  const t = useText(text);
  const lang = useLang();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState("");
  const take = (files: FileList | null) => {
    const [first, second] = files ?? [];
    if (first === undefined || disabled) return;
    const complaint =
      second !== undefined ? t("badCount") : kindOf(first.name) === null ? t("badKind", { name: first.name }) : first.size === 0 ? t("emptyFile", { name: first.name }) : "";
    setWrong(complaint);
    if (complaint === "") onFile(first);
  };
  return (
    // Dropping is the pointer's way; the button inside is for everybody.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={t("file")}
      className={over ? "ag-drop ag-drop-over" : "ag-drop"}
      onDragOver={(e) => {
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault();
        setOver(false);
        take(e.dataTransfer.files);
      }}
    >
      <input
        ref={input}
        type="file"
        className="cx-hidden"
        tabIndex={-1}
        aria-hidden="true"
        accept=".csv,.xlsx,.ndjson,.jsonl,.json"
        onChange={(e) => {
          take(e.target.files);
          // The same file may be chosen again after it was mended.
          e.target.value = "";
        }}
      />
      {file === null ? (
        <p>
          {t("drop")} <span className="cx-muted">{t("or")}</span>
        </p>
      ) : (
        <p className="ag-drop-file">
          <FileSign />
          <strong>{file.name}</strong>
          <span className="cx-muted cx-num">{formatBytes(file.size, lang)}</span>
        </p>
      )}
      <Button disabled={disabled} onClick={() => input.current?.click()}>
        {file === null ? t("pick") : t("change")}
      </Button>
      <p className="cx-muted">{ask ?? t("dropHint")}</p>
      <p role="alert" className="ag-wrong">
        {wrong || problem}
      </p>
    </div>
  );
}

function FileSign() {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden="true">
      <path d="M5 2.5h7l3.5 3.5v11.5H5zM12 2.5V6h3.5M7.5 10h5M7.5 13h5" />
    </svg>
  );
}
