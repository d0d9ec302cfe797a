import { useQuery } from "@tanstack/react-query";
import { parseCSV } from "../csv";
import type { Both } from "../text";

/** Purpose is a reason to look at a record, of the code list in configs/policy. */
export interface Purpose {
  code: string;
  name: Both;
  caseRequired: boolean;
  /** Name of the form its case numbers have; empty: any form. */
  casePattern: string;
}

/** CaseForm is a form of case numbers. */
export interface CaseForm {
  code: string;
  name: Both;
  example: string;
}

export interface Codes {
  purposes: Purpose[];
  cases: CaseForm[];
}

const none: Codes = { purposes: [], cases: [] };

/** useCodes reads the code lists of purposes and case numbers; empty until they are here. */
export function useCodes(): Codes {
  const { data } = useQuery({
    queryKey: ["policy codes"],
    queryFn: async () => {
      const [purposes, cases] = await Promise.all([import("../../../../../../configs/policy/purposes.csv?raw"), import("../../../../../../configs/policy/cases.csv?raw")]);
      return parseCodes(purposes.default, cases.default);
    },
    staleTime: Infinity,
  });
  return data ?? none;
}

/** parseCodes reads the two lists. */
export function parseCodes(purposes: string, cases: string): Codes {
  return {
    purposes: parseCSV(purposes)
      .slice(1)
      .map(([code = "", zh = "", en = "", required, casePattern = ""]) => ({ code, name: { zh, en }, caseRequired: required === "true", casePattern })),
    cases: parseCSV(cases)
      .slice(1)
      .map(([code = "", , example = "", zh = "", en = ""]) => ({ code, name: { zh, en }, example })),
  };
}
