import { useQuery } from "@tanstack/react-query";
import { portalFetch } from "../../../api/client";
import { faultOf } from "../../../api/fault";
import { covers, readCheckpoint, type Checkpoint } from "./checkpoint";

/** How often and how long the checkpoint that covers a new evidence is waited for: one is signed every second or so. */
const every = 1_500;
const tries = 6;

/** useCheckpoint reads the ledger's latest checkpoint, again until it covers the evidence. It is a plain text of the tlog-tiles layout, which the OpenAPI file does not list. */
export function useCheckpoint(index: string): Checkpoint | null {
  const { data } = useQuery({
    queryKey: ["audit", "checkpoint"],
    queryFn: async ({ signal }) => {
      const response = await portalFetch(new Request(new URL("/portal/api/v1/audit/checkpoint", location.href), { signal }));
      if (!response.ok) throw await faultOf(response);
      return readCheckpoint(await response.text());
    },
    refetchInterval: ({ state }) => (state.dataUpdateCount >= tries || (state.data != null && covers(state.data, index)) ? false : every),
    // A print shows the one it was made under.
    staleTime: Infinity,
    gcTime: 0,
  });
  return data ?? null;
}
