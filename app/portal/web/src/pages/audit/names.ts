import { useAgencyName, useResourceNames } from "../../lib/labels";
import { useText } from "../../lib/text";
import { useWords } from "../../lib/vocabulary/useWords";
import type { Condition } from "./filter/filter";
import { text } from "./text";

/** useValueNames names the value of a condition as people read it. */
export function useValueNames(): (condition: Condition, value: string) => string {
  const words = useWords();
  const agency = useAgencyName();
  const resources = useResourceNames();
  return (condition, value) => {
    switch (condition) {
      case "agency":
        return agency(value);
      case "resource":
        return resources.get(value) ?? value;
      case "purpose":
        return words.purpose(value);
      case "decision":
        return words.decision(value);
      case "kind":
        return words.kind(value);
      default:
        return value;
    }
  };
}

/** useActorName names who did something: a login name, the Kafka inbox of an agency, the system, or nobody. */
export function useActorName(): (actor: string, name: string) => string {
  const t = useText(text);
  return (actor, name) => {
    if (actor === "" || actor === "unknown") return t("nobody");
    if (actor === "system") return t("system");
    if (name !== "") return name;
    return actor.startsWith("agency:") ? t("inbox") : actor;
  };
}
