import type { components } from "./schema";

type Schemas = components["schemas"];
type Short = keyof Schemas extends infer K ? (K extends `chengxin.${infer S}` ? S : never) : never;

/**
 * Filled is T as the server writes it: it leaves out only unset messages, times and optional numbers, so that lists, texts,
 * numbers and flags are there. An absent time reads as undefined at run time: test it by its truth, never by its length.
 */
export type Filled<T> = T extends readonly (infer E)[]
  ? Filled<E>[]
  : T extends object
    ? { [K in keyof T as IsObject<T[K]> extends true ? never : K]-?: Filled<NonNullable<T[K]>> } & {
        [K in keyof T as IsObject<T[K]> extends true ? K : never]?: Filled<NonNullable<T[K]>>;
      }
    : T;

type IsObject<T> = NonNullable<T> extends readonly unknown[] ? false : NonNullable<T> extends object ? true : false;

/** Schema names a message of the interface, as answered: `Schema<"history.v1.ProfileReply">`. */
export type Schema<K extends Short> = Filled<Schemas[`chengxin.${K}`]>;

/** Input names a message as it is sent, with every member optional. */
export type Input<K extends Short> = Schemas[`chengxin.${K}`];

export type Me = Schema<"access.v1.MeReply">;

/** Session is what the portal says about the browser's cookie; without `me` nobody is logged in. The bearer token stays with the server. */
export type Session = Schema<"portal.v1.SessionReply">;
