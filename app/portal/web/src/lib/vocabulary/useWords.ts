import { useMemo } from "react";
import { useLang, type Both } from "../text";
import { useCodes } from "./purposes";
import { actions, decisions, kinds, levels, reasons, roles, scopes } from "./text";

type Name = (code: string) => string;

/** Words names codes of the policy and of the ledger in the language of the page. An unknown code stands for itself. */
export interface Words {
  role: Name;
  action: Name;
  kind: Name;
  decision: Name;
  level: Name;
  scope: Name;
  reason: Name;
  purpose: Name;
  /** A form of case numbers. */
  caseForm: Name;
}

/** useWords gives the names. */
export function useWords(): Words {
  const lang = useLang();
  const codes = useCodes();
  return useMemo(() => {
    const of =
      (names: Readonly<Record<string, Both>>): Name =>
      (code) =>
        names[code]?.[lang] ?? code;
    return {
      role: of(roles),
      action: of(actions),
      kind: of(kinds),
      decision: of(decisions),
      level: of(levels),
      scope: of(scopes),
      reason: of(reasons),
      purpose: of(Object.fromEntries(codes.purposes.map((p) => [p.code, p.name]))),
      caseForm: of(Object.fromEntries(codes.cases.map((c) => [c.code, c.name]))),
    };
  }, [lang, codes]);
}
