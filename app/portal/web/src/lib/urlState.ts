import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** Codec writes a value into the address and reads it back; what cannot be read is the default. */
export interface Codec<T> {
  fallback: T;
  parse(raw: string): T | undefined;
  format(value: T): string;
}

/** Shape names the parameters of a state and their codecs. */
export type Shape<V> = { readonly [K in keyof V]: Codec<V[K]> };

/** text is any text. */
export const text = (fallback = ""): Codec<string> => ({ fallback, parse: (raw) => raw, format: (v) => v });

/** int is a whole number within bounds. */
export const int = (fallback: number, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Codec<number> => ({
  fallback,
  parse: (raw) => {
    const n = Number(raw);
    return /^-?\d+$/.test(raw) && n >= min && n <= max ? n : undefined;
  },
  format: String,
});

/** flag is true when present as 1. */
export const flag = (fallback = false): Codec<boolean> => ({
  fallback,
  parse: (raw) => (raw === "1" ? true : raw === "0" ? false : undefined),
  format: (v) => (v ? "1" : "0"),
});

/** oneOf is one of a closed set of words. */
export const oneOf = <const T extends string>(options: readonly T[], fallback: NoInfer<T>): Codec<T> => ({
  fallback,
  parse: (raw) => options.find((o) => o === raw),
  format: (v) => v,
});

/** date is a day as YYYY-MM-DD, empty for none. */
export const date = (fallback = ""): Codec<string> => ({
  fallback,
  parse: (raw) => (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(raw) ? raw : undefined),
  format: (v) => v,
});

/** list is several words without commas. */
export const list = (): Codec<string[]> => ({ fallback: [], parse: (raw) => raw.split(",").filter((w) => w !== ""), format: (v) => v.join(",") });

/** readUrl decodes the state out of an address. */
export function readUrl<V extends object>(shape: Shape<V>, params: URLSearchParams): V {
  const read = <T>(name: string, codec: Codec<T>): T => {
    const raw = params.get(name);
    return raw === null ? codec.fallback : (codec.parse(raw) ?? codec.fallback);
  };
  return Object.fromEntries(Object.entries<Codec<unknown>>(shape).map(([name, codec]) => [name, read(name, codec)])) as V;
}

/** writeUrl changes some of the state in an address; defaults are left out and other parameters stay. */
export function writeUrl<V extends object>(shape: Shape<V>, params: URLSearchParams, change: Partial<V>): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, codec] of Object.entries<Codec<unknown>>(shape)) {
    if (!(name in change)) continue;
    const raw = codec.format((change as Record<string, unknown>)[name] ?? codec.fallback);
    if (raw === codec.format(codec.fallback)) next.delete(name);
    else next.set(name, raw);
  }
  return next;
}

/**
 * useUrlState keeps filters in the address, so that a link, a reload and the back button show the same list:
 *
 *     const shape = { q: text(), decision: oneOf(["", "allow", "deny"], ""), from: date() };   // outside the component
 *     const [filter, setFilter] = useUrlState(shape);
 *     setFilter({ q: "恒信" });                    // replaces the entry; { push: true } makes a new one
 *
 * Change what belongs together in one call: the router does not queue two changes of one event.
 */
export function useUrlState<V extends object>(shape: Shape<V>): [V, (change: Partial<V>, options?: { push?: boolean }) => void] {
  const [params, setParams] = useSearchParams();
  const search = params.toString();
  const state = useMemo(() => readUrl(shape, new URLSearchParams(search)), [shape, search]);
  const change = useCallback(
    (next: Partial<V>, options?: { push?: boolean }) => {
      setParams((now) => writeUrl(shape, now, next), { replace: options?.push !== true, preventScrollReset: true });
    },
    [shape, setParams],
  );
  return [state, change];
}
