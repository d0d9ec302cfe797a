import { useCallback } from "react";
import { useLang, type Both } from "./text";

/** The classes of the national base catalog, as internal/domain/resource names them; a test holds them to it. */
export const creditClasses: Readonly<Record<string, Both>> = {
  registration: { zh: "登记注册基本信息", en: "Registration" },
  judicial: { zh: "司法裁判及执行信息", en: "Judgments and enforcement" },
  admin: { zh: "行政管理信息", en: "Administrative acts" },
  title: { zh: "职称和职业信息", en: "Titles and occupations" },
  abnormal: { zh: "经营(活动)异常名录(状态)信息", en: "Abnormal operation" },
  serious: { zh: "严重失信主体名单信息", en: "Serious-dishonesty lists" },
  contract: { zh: "有关合同履行信息", en: "Performance of contracts" },
  commitment: { zh: "信用承诺及履行情况信息", en: "Commitments" },
  evaluation: { zh: "信用评价结果信息", en: "Evaluations" },
  compliance: { zh: "遵守法律法规情况信息", en: "Compliance" },
  honour: { zh: "诚实守信相关荣誉信息", en: "Honours" },
  ip: { zh: "知识产权信息", en: "Intellectual property" },
  voluntary: { zh: "经营主体自愿提供的信用信息", en: "Information given voluntarily" },
  none: { zh: "其他信息", en: "Other information" },
};

/** useCreditClass names a credit class in the language of the page; an unknown one stands for itself. */
export function useCreditClass(): (code: string) => string {
  const lang = useLang();
  return useCallback((code: string) => creditClasses[code]?.[lang] ?? code, [lang]);
}
