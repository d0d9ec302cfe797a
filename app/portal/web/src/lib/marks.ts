import { useLang, type Lang } from "./text";

/** Marks puts texts together with the punctuation of the language. */
export interface Marks {
  /** 甲、乙 or a, b. */
  list: (words: readonly string[]) => string;
  /** 甲；乙 or a; b. */
  clauses: (parts: readonly string[]) => string;
  /** 甲（乙） or a (b). */
  aside: (text: string, aside: string) => string;
  /** 甲，乙 or a, b. */
  comma: string;
  /** 甲：乙 or a: b. */
  colon: string;
}

const zh: Marks = { list: (w) => w.join("、"), clauses: (p) => p.join("；"), aside: (t, a) => `${t}（${a}）`, comma: "，", colon: "：" };
const en: Marks = { list: (w) => w.join(", "), clauses: (p) => p.join("; "), aside: (t, a) => `${t} (${a})`, comma: ", ", colon: ": " };

/** marksOf is the punctuation of a language. */
export const marksOf = (lang: Lang): Marks => (lang === "zh" ? zh : en);

/** useMarks is the punctuation of the language of the page. */
export const useMarks = (): Marks => marksOf(useLang());
