import { useJob } from "../../../lib/useJob";
import { useMe } from "../../../lib/useMe";
import { emptyDraft, isDraft, isEmpty, type Draft } from "./draft";

/** useDraft keeps the draft of this person against the version of that number; one that holds no change is forgotten. */
export function useDraft(version: string): [Draft, (next: Draft) => void] {
  // The name holds whose it is: nobody sends what another one collected.
  const [kept, keep, forget] = useJob(`policy.${useMe()?.id ?? ""}`, isDraft);
  const set = (next: Draft) => {
    if (isEmpty(next)) forget();
    else keep(next);
  };
  return [kept ?? emptyDraft(version), set];
}
