import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../../api/client";
import { useMay } from "../../lib/useMe";
import { rolesOf } from "./policy/lines";

/** usePolicy is the current version of the policy with its lines, for those who may read it. */
export function usePolicy() {
  const enabled = useMay({ actions: ["policy.read"] });
  return useQuery({ queryKey: ["policy", "current"], enabled, queryFn: ({ signal }) => readVersion("0", signal) });
}

/** readVersion reads a version with its lines; "0" is the current one. */
export function readVersion(version: string, signal: AbortSignal) {
  return fetchData(api.GET("/v1/policies/{version}", { params: { path: { version } }, signal }));
}

/** useRoles lists the roles there are: those with a permission in the current policy. */
export function useRoles(): string[] {
  const policy = usePolicy();
  return policy.data === undefined ? [] : rolesOf(policy.data.lines);
}
