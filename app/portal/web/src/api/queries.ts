import { QueryClient } from "@tanstack/react-query";
import { FaultError } from "./fault";
import { onIdentityChange } from "./session";

/** newQueryClient makes the cache of answers. Passing failures are tried again with growing pauses; refusals are not. */
export function newQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Each answer that needed a grant is evidence: looking back at a tab must not look at a person again.
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => count < 4 && error instanceof FaultError && error.passing,
        retryDelay: (count) => Math.min(500 * 2 ** count, 8_000),
      },
      mutations: { retry: false },
    },
  });
  onIdentityChange(() => {
    client.clear();
  });
  return client;
}
