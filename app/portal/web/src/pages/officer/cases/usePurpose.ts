import { useLang } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";

/** usePurposeName names purposes by code in the language of the page. */
export function usePurposeName(): (code: string) => string {
  const lang = useLang();
  const purposes = useMe()?.purposes ?? [];
  return (code) => {
    const p = purposes.find((each) => each.code === code);
    return p === undefined ? code : lang === "zh" ? p.name_zh : p.name_en;
  };
}
