import { useState } from "react";

const key = "chengxin.tour";

/** useProgress remembers in this tab which steps were seen, as "role/step". */
export function useProgress(): { seen: (id: string) => boolean; mark: (id: string, seen: boolean) => void; reset: (prefix: string) => void } {
  const [ids, setIds] = useState<readonly string[]>(read);
  const save = (next: readonly string[]) => {
    setIds(next);
    try {
      sessionStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Without storage the progress lasts as long as the page.
    }
  };
  return {
    seen: (id) => ids.includes(id),
    mark: (id, seen) => {
      save(seen ? [...new Set([...ids, id])] : ids.filter((x) => x !== id));
    },
    reset: (prefix) => {
      save(ids.filter((x) => !x.startsWith(prefix)));
    },
  };
}

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter((x): x is string => typeof x === "string") : [];
  } catch {
    return [];
  }
}
