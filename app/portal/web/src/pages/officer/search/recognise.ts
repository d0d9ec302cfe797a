import { bornOn, citizenCheck, orgCheck, regnoCheck, usccCheck, usccRight } from "./codes";

/** Recognised is what a typed text is taken for. */
export interface Recognised {
  kind: "empty" | "short" | "name" | "uscc" | "regno" | "orgcode" | "code" | "citizen" | "token";
  /** What is asked with: the code made comparable, or the name as typed without outer spaces. */
  value: string;
  /** Whether the check characters are right; true where there are none. */
  right: boolean;
  /** The check character that belongs at the end, where it is wrong and can be told. */
  expected: string;
  /** How many characters are still to come, where that can be told. */
  missing: number;
  /** Whether it may be, or become, an ID number: then it stays out of address, history and storage. */
  secret: boolean;
}

/** tidy makes codes comparable: half-width, upper case, without blanks and hyphens. */
export function tidy(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\s\-‐–—\uFEFF\u200B]/g, "")
    .toUpperCase();
}

/** recognise tells what a text is while it is typed. */
export function recognise(typed: string, today: Date = new Date()): Recognised {
  const name = typed.trim();
  if (name === "") return found("empty", "");
  if (/^p[a-z2-7]{32}$/.test(name)) return found("token", name);
  const code = tidy(name);
  if (!/^[0-9A-Z]+$/.test(code) || !/\d/.test(code) || code.length < 6) {
    return found(Array.from(name).length < 2 ? "short" : "name", name);
  }
  // Born on the day in an ID number, which may not be whole yet; and in one of fifteen digits, as they were until 1999.
  const citizen = /^\d{14,17}$|^\d{17}[0-9X]$/.test(code) && bornOn(code.slice(6, 14), today);
  const former = /^\d{15}$/.test(code) && bornOn(`19${code.slice(6, 12)}`, today);
  switch (code.length) {
    case 18:
      return eighteen(code, citizen);
    case 15:
      return fifteen(code, citizen, former);
    case 13:
      return found(/^\d+$/.test(code) ? "regno" : "code", code);
    case 9:
      return { ...found("orgcode", code), right: orgCheck(code) === code.charAt(8), expected: orgCheck(code) };
    default:
      // Digits that go on like an ID number are taken for one that is not yet whole.
      if (citizen) return { ...found("citizen", code), right: false, missing: 18 - code.length, secret: true };
      return { ...found("code", code), missing: code.length < 18 ? 18 - code.length : 0 };
  }
}

/** fifteen tells a registration number from an ID number, old or not yet whole. */
function fifteen(code: string, citizen: boolean, former: boolean): Recognised {
  if (!/^\d+$/.test(code)) return found("code", code);
  if (regnoCheck(code) === code.charAt(14)) return { ...found("regno", code), secret: citizen || former };
  if (former) return { ...found("citizen", code), secret: true };
  if (citizen) return { ...found("citizen", code), right: false, missing: 3, secret: true };
  return { ...found("regno", code), right: false, expected: regnoCheck(code) };
}

/** eighteen tells an ID number from a unified social credit code. In doubt it is the number, which must not leak. */
function eighteen(code: string, citizen: boolean): Recognised {
  const number = citizen && citizenCheck(code) === code.charAt(17);
  const uscc = usccRight(code);
  if (number || (citizen && !uscc)) {
    return { ...found("citizen", code), right: number, expected: number ? "" : citizenCheck(code), secret: true };
  }
  const check = usccCheck(code);
  return { ...found("uscc", code), right: uscc, expected: uscc || check === code.charAt(17) ? "" : check };
}

function found(kind: Recognised["kind"], value: string): Recognised {
  return { kind, value, right: true, expected: "", missing: 0, secret: false };
}
