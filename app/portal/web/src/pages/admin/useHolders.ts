import { useQuery } from "@tanstack/react-query";
import { api, fetchData } from "../../api/client";
import { useMay } from "../../lib/useMe";

const nobody: ReadonlyMap<string, string> = new Map();

/** useHolders names people (and, for those who may see them, keys) by id; others stay ids. */
export function useHolders(): (id: string) => string {
  const people = useNames("person.read", "people", async (cursor) => {
    const page = await fetchData(api.GET("/v1/people", { params: { query: { cursor, limit: 500 } } }));
    return { names: page.people.map((p) => [p.id, p.name]), next: page.next_cursor };
  });
  const keys = useNames("key.read", "keys", async (cursor) => {
    const page = await fetchData(api.GET("/v1/keys", { params: { query: { cursor, limit: 500 } } }));
    return { names: page.keys.map((k) => [k.id, `${k.label} (${k.agency})`]), next: page.next_cursor };
  });
  return (id) => people.get(id) ?? keys.get(id) ?? id;
}

function useNames(action: string, what: string, page: (cursor: string) => Promise<{ names: [string, string][]; next: string }>): ReadonlyMap<string, string> {
  const enabled = useMay({ actions: [action] });
  const { data } = useQuery({
    queryKey: [what, "names"],
    enabled,
    staleTime: 300_000,
    queryFn: async () => {
      const all = new Map<string, string>();
      let cursor = "";
      do {
        const { names, next } = await page(cursor);
        for (const [id, name] of names) all.set(id, name);
        cursor = next;
      } while (cursor !== "");
      return all;
    },
  });
  return data ?? nobody;
}

/** useReadable names the people and keys whose ids stand in a text, such as the reason of a policy version. */
export function useReadable(): (text: string) => string {
  const holder = useHolders();
  return (text) => text.replace(/\b[uk][0-9a-z]{26}\b/g, holder);
}
