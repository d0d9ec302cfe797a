import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { api, fetchAnswer, type Answer } from "../../../api/client";
import { localFault } from "../../../api/fault";
import { useLang, type Lang } from "../../../lib/text";
import type { Case } from "../cases/cases";
import type { Profile, Reply } from "./records";

/** View is what of a subject's history is asked for. */
export interface View {
  /** A day, an instant (RFC 3339), or empty for now. */
  asOf: string;
  /** Only what is in force on this day; empty for all. */
  validOn: string;
  versions: boolean;
}

/** profileKey names an answer: each is asked for once, since each asking is evidence. Its reasons and names are in one language. */
export const profileKey = (id: string, kase: Pick<Case, "purpose" | "caseNo">, view: View, lang: Lang) => ["officer", "profile", id, kase.purpose, kase.caseNo, view.asOf, view.validOn, view.versions, lang] as const;

/** How long an answer can be looked at again without asking again, in milliseconds. Its time and evidence stand beside it. */
export const kept = 30 * 60_000;

/** useProfile asks for a subject's history under a case. The answer stays until it is asked for again by hand. */
export function useProfile(id: string, kase: Pick<Case, "purpose" | "caseNo">, view: View, enabled = true): UseQueryResult<Profile> {
  const lang = useLang();
  return useQuery({
    queryKey: profileKey(id, kase, view, lang),
    queryFn: async ({ signal }) =>
      profileOf(
        await fetchAnswer(
          api.GET("/v1/subjects/{id}/profile", {
            params: {
              path: { id },
              query: {
                purpose: kase.purpose,
                ...(kase.caseNo === "" ? {} : { case_no: kase.caseNo }),
                ...(view.asOf === "" ? {} : { as_of: view.asOf }),
                ...(view.validOn === "" ? {} : { valid_on: view.validOn }),
                ...(view.versions ? { versions: true } : {}),
              },
            },
            signal,
          }),
        ),
      ),
    enabled,
    staleTime: Infinity,
    gcTime: kept,
    placeholderData: keepPreviousData,
  });
}

/** askByDocument asks for a natural person. The number stands in the body of the request and nowhere else. */
export async function askByDocument(number: string, kase: Pick<Case, "purpose" | "caseNo">): Promise<Profile> {
  return profileOf(await fetchAnswer(api.POST("/v1/subjects:profile", { body: { id: number, purpose: kase.purpose, case_no: kase.caseNo } })));
}

function profileOf({ data, evidence }: Answer<Reply>): Profile {
  if (data.subject === undefined) throw localFault("ANSWER_MALFORMED", 500);
  return { ...data, subject: data.subject, index: evidence ?? data.evidence };
}
