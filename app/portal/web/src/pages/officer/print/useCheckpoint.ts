import { useQuery } from "@tanstack/react-query";
import { portalFetch } from "../../../api/client";
import { faultOf } from "../../../api/fault";
import { readCheckpoint, type Checkpoint } from "./checkpoint";

/** useCheckpoint reads the ledger's latest checkpoint. It is a plain text of the tlog-tiles layout, which the OpenAPI file does not list. */
export function useCheckpoint(): Checkpoint | null {
  const { data } = useQuery({
    queryKey: ["audit", "checkpoint"],
    queryFn: async ({ signal }) => {
      const response = await portalFetch(new Request(new URL("/portal/api/v1/audit/checkpoint", location.href), { signal }));
      if (!response.ok) throw await faultOf(response);
      return readCheckpoint(await response.text());
    },
    // A print shows the one it was made under.
    staleTime: Infinity,
    gcTime: 0,
  });
  return data ?? null;
}
