import { useCallback } from "react";
import { useAgencyName, useResourceNames } from "../../../../lib/labels";
import { useText } from "../../../../lib/text";
import { policyActions } from "../../../../lib/vocabulary/text";
import { useWords } from "../../../../lib/vocabulary/useWords";
import { useHolders } from "../../useHolders";
import { sentenceOf, type Line } from "./sentence";
import { text } from "./text";

/** useSentence tells policy lines in the language of the page. */
export function useSentence(): (line: Line) => string {
  const say = useText(text);
  const words = useWords();
  const agency = useAgencyName();
  const resources = useResourceNames();
  const holder = useHolders();
  return useCallback(
    (line: Line) => sentenceOf(line, { words, agency, holder, resource: (code) => resources.get(code) ?? code, vocabulary: policyActions }, say, new Date()),
    [say, words, agency, resources, holder],
  );
}
