import type { ReactNode } from "react";
import { StatusTag, type Tone } from "../../../components/StatusTag";
import { formatNumber } from "../../../lib/format";
import { fromBase64, toBase64, toHex } from "../../../lib/ledger/bytes";
import { inclusionPath, leafHash } from "../../../lib/ledger/merkle";
import { flawText } from "../../../lib/ledger/text";
import { useLang, useText } from "../../../lib/text";
import { keyParts } from "./ownKey";
import { PathPicture } from "./PathPicture";
import { text } from "./text";
import type { Judged } from "./useProof";

type Name = "signature" | "inclusion" | "leaf" | "detail" | "shown";
type State = "ok" | "bad" | "waiting" | "note";

const tones: Record<State, Tone> = { ok: "ok", bad: "danger", waiting: "neutral", note: "info" };

/** Steps lists the checks in the order in which they build on one another. */
export function Steps({ judged }: { judged: Judged }) {
  const t = useText(text);
  const flaw = useText(flawText);
  const sentences = useSentences(judged);
  return (
    <ol className="au-steps">
      {(["signature", "inclusion", "leaf", "detail", "shown"] as const).map((name) => {
        const state = stateOf(judged, name);
        const { failed } = judged.verdict;
        return (
          <li key={name} data-step={name} data-state={state}>
            <h3>
              {t(name)} <StatusTag tone={tones[state]}>{t(state)}</StatusTag>
            </h3>
            <p>{state === "waiting" ? t("waitingText") : failed?.step === name ? flaw(failed.flaw) : sentences[name]}</p>
            {state === "ok" && <Hashes judged={judged} name={name} />}
          </li>
        );
      })}
    </ol>
  );
}

function stateOf(judged: Judged, name: Name): State {
  const { verdict, differs, malformed } = judged;
  if (name === "shown") return differs === null ? "waiting" : differs.length > 0 ? "bad" : verdict.erased || malformed ? "note" : "ok";
  if (verdict.failed?.step === name) return "bad";
  if (!verdict.held.includes(name)) return "waiting";
  return name === "detail" && verdict.erased ? "note" : "ok";
}

function useSentences(judged: Judged): Record<Name, string> {
  const t = useText(text);
  const lang = useLang();
  const { verdict, bundle, differs, malformed } = judged;
  return {
    signature: t("signatureText", { size: formatNumber(verdict.checkpoint?.size.toString(), lang), key: keyParts(judged.key).id }),
    inclusion: t("inclusionText", { n: bundle.inclusion.length, index: bundle.index }),
    leaf: t("leafText"),
    detail: t(verdict.erased ? "detailErased" : malformed ? "detailMalformed" : "detailText"),
    shown: (differs?.length ?? 0) > 0 ? t("shownBad", { names: differs?.join(", ") ?? "" }) : t(verdict.erased ? "shownErased" : malformed ? "shownMalformed" : "shownText"),
  };
}

/** Hashes shows what a step computed with, when asked to. */
function Hashes({ judged, name }: { judged: Judged; name: Name }) {
  const t = useText(text);
  const { verdict, bundle, key } = judged;
  const { checkpoint } = verdict;
  if (name === "shown" || checkpoint === undefined) return null;
  const leaf = leafHash(bytes(bundle.leaf));
  const path = inclusionPath(BigInt(bundle.index), checkpoint.size, leaf, bundle.inclusion.map(bytes));
  const facts: Record<Exclude<Name, "shown">, [string, ReactNode][]> = {
    signature: [[t("origin"), checkpoint.origin], [t("size"), checkpoint.size.toString()], [t("root"), toBase64(checkpoint.root)], [t("key"), keyParts(key).id]],
    inclusion: [[t("leafHash"), toHex(leaf)], [t("computed"), toBase64(path.at(-1)?.parent ?? leaf)], [t("root"), toBase64(checkpoint.root)]],
    leaf: [[t("leafBytes"), utf8(bundle.leaf)], [t("commit"), verdict.leaf?.commit ?? ""]],
    detail: [[t("detailBytes"), utf8(bundle.detail)], [t("salt"), toHex(bytes(bundle.salt))], [t("commit"), verdict.leaf?.commit ?? ""]],
  };
  return (
    <>
      <details className="au-more">
        <summary>{t("hashes")}</summary>
        <dl className="au-hashes">
          {facts[name].map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
        </dl>
      </details>
      {name === "inclusion" && path.length > 0 && (
        <details className="au-more">
          <summary>{t("path")}</summary>
          <PathPicture path={path} />
        </details>
      )}
    </>
  );
}

const bytes = (base64: string): Uint8Array => fromBase64(base64) ?? new Uint8Array(0);
const utf8 = (base64: string): string => new TextDecoder().decode(bytes(base64));
