import type { Field, Rec } from "./records";

/** The items that say in a few words what a record is about, for the resources of the national base catalog. */
const telling: Record<string, string[]> = {
  org_registration: ["JGZT", "ZTLX", "DJJG"],
  person_registration: ["RKZT"],
  permit: ["XK_XKZS", "XK_NR"],
  penalty: ["CF_CFLB", "CF_WFXW"],
  judgment: ["SSDW", "AY"],
  enforcement: ["XXLX", "LXQK"],
  abnormal_operation: ["LRYY"],
  serious_list: ["LRSY"],
  commitment: ["CNLX", "LYZT"],
  tax_grade: ["PJND", "PJDJ"],
  award: ["RYMC", "RYJB"],
};

/** headlineOf is what a record is about: the telling items that are shown, else its first longer text. Empty when nothing of it is shown. */
export function headlineOf(r: Rec): string {
  const shown = r.fields.filter((f) => !f.masked && f.value !== "");
  const known = (telling[r.resource] ?? []).flatMap((name) => shown.find((f) => f.name === name)?.value ?? []);
  if (known.length > 0) return known.join(" · ");
  const general = shown.find((f) => /[\u4e00-\u9fff]/.test(f.value) && f.value.length >= 4 && !isParty(f));
  return general?.value ?? "";
}

/** Who the record is about stands above all records already. */
const isParty = (f: Field): boolean => /名称$|代码$|姓名$|机关$|单位$|类别$/.test(f.name_zh);
