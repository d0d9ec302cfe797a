import type { Marks } from "../../../lib/marks";
import type { Translate } from "../../../lib/text";
import type { Field } from "./records";
import type { ProfileKey } from "./text";

/** needsText names the grant that would show a masked item; empty when none would. */
export function needsText(f: Field, t: Translate<ProfileKey>, marks: Marks): string {
  if (f.needs === "") return "";
  if (f.needs.startsWith("+")) return t("needsItem", { item: marks.aside(`“${f.name_zh}”`, f.needs.slice(1)) });
  const level = f.needs === "shared" ? t("level_shared") : f.needs === "authorised" ? t("level_authorised") : t("level_sealed");
  return t("needsLevel", { level });
}
