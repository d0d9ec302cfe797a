import type { KeyboardEvent } from "react";
import { Link } from "react-router";
import { StatusTag } from "../../../components/StatusTag";
import { useText } from "../../../lib/text";
import { text } from "../text";
import { subjectTone } from "../tone";
import { marked } from "./marked";
import type { Hit } from "./useSearch";

interface Props {
  hit: Hit;
  query: string;
  onKey: (e: KeyboardEvent<HTMLElement>) => void;
  onOpen: () => void;
}

/** HitRow is one subject found, and why. */
export function HitRow({ hit, query, onKey, onOpen }: Props) {
  const t = useText(text);
  return (
    // By keyboard, the link in it does the same.
    <tr
      className="of-hit"
      onClick={(e) => {
        if (!(e.target instanceof Element && e.target.closest("a") !== null) && getSelection()?.toString() === "") onOpen();
      }}
    >
      <th scope="row">
        <Link to={`/officer/subjects/${encodeURIComponent(hit.id)}`} data-hit="" onKeyDown={onKey}>
          <Marked text={hit.name || hit.id} part={hit.matched === "name" ? query : ""} />
        </Link>
      </th>
      <td>
        <code>
          <Marked text={hit.id} part={hit.matched === "code" ? hit.matched_text : ""} />
        </code>
      </td>
      <td className="of-nowrap">{t(isKind(hit.kind) ? `kind_${hit.kind}` : "kind")}</td>
      <td>{hit.division_name || hit.division}</td>
      <td>
        <StatusTag tone={subjectTone(hit.status)}>{hit.status || t("noStatus")}</StatusTag>
      </td>
      <td>
        <span className="of-why">{t(hit.matched === "code" ? "matchedCode" : hit.matched === "former_name" ? "matchedFormer" : "matchedName")}</span>
        {hit.matched === "former_name" ? <Marked text={hit.matched_text} part={query} /> : hit.matched === "code" && hit.matched_text !== hit.id ? <code>{hit.matched_text}</code> : null}
        <span className="cx-hidden"> {hit.explanation}</span>
      </td>
    </tr>
  );
}

/** Marked shows which part of a text matched. */
function Marked({ text: whole, part }: { text: string; part: string }) {
  const [before, match, after] = marked(whole, part);
  return (
    <>
      {before}
      {match !== "" && <mark>{match}</mark>}
      {after}
    </>
  );
}

const isKind = (kind: string): kind is "organisation" | "person" | "public_body" | "self_employed" => ["organisation", "person", "public_body", "self_employed"].includes(kind);
