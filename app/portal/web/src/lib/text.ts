import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import i18next from "i18next";
import { useCallback } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { recall, remember } from "./store";

export type Lang = "zh" | "en";

/** Both is a short text that stands where it is used, such as a label of the navigation. */
export interface Both {
  zh: string;
  en: string;
}

/** Texts names the texts of an area; make it with defineText. */
export interface Texts<K extends string> {
  namespace: string;
  /** For the type only. */
  keys?: K;
}

/** KeyOf is a key of texts: `KeyOf<typeof text>`. */
export type KeyOf<T> = T extends Texts<infer K> ? K : never;

const key = "chengxin.lang";

void i18next.use(initReactI18next).init({
  // Chinese comes first whatever the browser prefers; a choice is remembered.
  lng: recall(key) === "en" ? "en" : "zh",
  fallbackLng: "zh",
  keySeparator: false,
  nsSeparator: false,
  // React escapes.
  interpolation: { escapeValue: false },
  initAsync: false,
  showSupportNotice: false,
  resources: {},
});
follow(currentLang());

/** defineText registers the texts of an area. `en` must have exactly the keys of `zh`, else tsc fails. Values: `{{name}}`. */
export function defineText<T extends Record<string, string>>(
  namespace: string,
  texts: { zh: T; en: { [K in keyof NoInfer<T>]: string } },
): Texts<keyof T & string> {
  i18next.addResourceBundle("zh", namespace, texts.zh);
  i18next.addResourceBundle("en", namespace, texts.en);
  return { namespace };
}

/** Translate gives a text in the language of the page. */
export type Translate<K extends string> = (key: K, values?: Record<string, string | number>) => string;

/** useText gives the texts of an area in the language of the page: `const t = useText(text); t("title")`. */
export function useText<K extends string>(texts: Texts<K>): Translate<K> {
  const { i18n } = useTranslation();
  const lang = i18n.language;
  const { namespace } = texts;
  return useCallback((k: K, values?: Record<string, string | number>) => i18n.t(k, { ns: namespace, lng: lang, ...values }), [i18n, lang, namespace]);
}

/** useLang is the language of the page. */
export function useLang(): Lang {
  return useTranslation().i18n.language === "en" ? "en" : "zh";
}

/** usePick chooses one side of a Both; what has no English stays Chinese. */
export function usePick(): (both: Both) => string {
  const lang = useLang();
  return useCallback((both: Both) => (both[lang] === "" ? both.zh : both[lang]), [lang]);
}

/** currentLang is useLang outside React. */
export function currentLang(): Lang {
  return i18next.language === "en" ? "en" : "zh";
}

/** setLang switches the language of everything: texts, components, dates, refusals, and what is read aloud. */
export async function setLang(lang: Lang): Promise<void> {
  remember(key, lang);
  follow(lang);
  await i18next.changeLanguage(lang);
}

function follow(lang: Lang): void {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  dayjs.locale(lang === "zh" ? "zh-cn" : "en");
}
