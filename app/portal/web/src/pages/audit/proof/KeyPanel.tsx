import { Button, Input } from "antd";
import { useId, useState } from "react";
import { StatusTag } from "../../../components/StatusTag";
import { flawText } from "../../../lib/ledger/text";
import { useText } from "../../../lib/text";
import { forgetOwnKey, keepOwnKey, keyParts } from "./ownKey";
import { text } from "./text";

/** A key is a line of some 80 characters. */
const largest = 4_096;

interface Props {
  used: string;
  own: boolean;
  /** The key that the server shows. */
  served: string;
}

/** KeyPanel says which key is used and where it came from, and takes one obtained elsewhere. */
export function KeyPanel({ used, own, served }: Props) {
  const t = useText(text);
  const { name, id } = keyParts(used);
  return (
    <div className="au-part">
      <h3>
        {t("keyTitle")} <StatusTag tone={own ? "ok" : "warn"}>{t(own ? "keyOwn" : "keyServer")}</StatusTag>
      </h3>
      <p>
        <code>
          {name}+{id}
        </code>
      </p>
      {own && served !== "" && served.trim() !== used && (
        <p className="cx-note au-warn" role="alert">
          {t("keyDiffers", { id: keyParts(served).id })}
        </p>
      )}
      <details className="au-more">
        <summary>{t("keyChange")}</summary>
        <KeyForm />
      </details>
      {own && (
        <button type="button" className="cx-text-button" onClick={forgetOwnKey}>
          {t("keyForget")}
        </button>
      )}
    </div>
  );
}

function KeyForm() {
  const t = useText(text);
  const flaw = useText(flawText);
  const id = useId();
  const [typed, setTyped] = useState("");
  const [said, setSaid] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const say = (sentence: string | null, isWrong: boolean) => {
    setSaid(sentence);
    setWrong(isWrong);
  };
  const take = (key: string) => {
    const found = keepOwnKey(key);
    say(found === null ? t("keySaved") : flaw(found), found !== null);
  };
  return (
    <form
      className="au-key"
      onSubmit={(e) => {
        e.preventDefault();
        take(typed);
      }}
    >
      <label htmlFor={id}>{t("keyPaste")}</label>
      <Input.TextArea
        id={id}
        value={typed}
        rows={2}
        maxLength={largest}
        spellCheck={false}
        status={wrong ? "error" : ""}
        aria-invalid={wrong}
        aria-describedby={`${id}-hint`}
        onChange={(e) => {
          setTyped(e.target.value);
          say(null, false);
        }}
        // A key is one line: Enter sends it.
        onPressEnter={(e) => {
          e.preventDefault();
          take(typed);
        }}
      />
      <small id={`${id}-hint`} className={wrong ? "au-wrong" : "cx-muted"} role="status">
        {said ?? t("keyHint")}
      </small>
      <div className="cx-row">
        <Button htmlType="submit" disabled={typed.trim() === ""}>
          {t("keySave")}
        </Button>
        <label className="cx-button au-file">
          {t("keyFile")}
          <input
            type="file"
            onChange={(e) => {
              const file = e.target.files?.[0];
              e.target.value = "";
              if (file === undefined) return;
              if (file.size > largest) say(t("keyLarge"), true);
              else void file.text().then(take);
            }}
          />
        </label>
      </div>
    </form>
  );
}
