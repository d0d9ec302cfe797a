import type { Me } from "../../../api/types";

export type Purpose = Me["purposes"][number];

/** Looked is a subject that was asked for under a case. Of natural persons the name is kept masked. */
export interface Looked {
  /** USCC, or a person's token. */
  id: string;
  name: string;
  kind: string;
  /** RFC 3339, of the latest answer. */
  at: string;
  /** Ledger index of the latest answer. */
  evidence: string;
}

/** Case is what is asked under: a purpose and, where the purpose wants one, a case number. */
export interface Case {
  /** Purpose and number; the same two are the same case. */
  id: string;
  purpose: string;
  caseNo: string;
  openedAt: string;
  /** Empty while it is open. */
  closedAt: string;
  /** Newest first. */
  subjects: Looked[];
}

/** Cases are those of one person and one day. */
export interface Cases {
  owner: string;
  /** Newest first. */
  all: Case[];
  /** Id of the case that everything is asked under; empty: none. */
  current: string;
}

/** How many subjects a case remembers. */
const most = 50;

export const none = (owner: string): Cases => ({ owner, all: [], current: "" });

export const currentOf = (cases: Cases): Case | null => cases.all.find((c) => c.id === cases.current && c.closedAt === "") ?? null;

/** open opens a case, or goes back to it when it is there already. */
export function open(cases: Cases, purpose: string, caseNo: string, now: string): Cases {
  const id = idOf(purpose, caseNo);
  const known = cases.all.find((c) => c.id === id);
  const entry: Case = known === undefined ? { id, purpose, caseNo, openedAt: now, closedAt: "", subjects: [] } : { ...known, closedAt: "" };
  return { ...cases, all: [entry, ...cases.all.filter((c) => c.id !== id)], current: id };
}

/** amend corrects the current case. A case that nothing was answered under becomes the new one; otherwise it stays and another is opened. */
export function amend(cases: Cases, purpose: string, caseNo: string, now: string): Cases {
  const before = currentOf(cases);
  const unused = before !== null && before.subjects.length === 0 && before.id !== idOf(purpose, caseNo);
  const kept = unused ? { ...cases, all: cases.all.filter((c) => c.id !== before.id) } : cases;
  return open(kept, purpose, caseNo, now);
}

/** close ends the current case; it stays in the list of the day. */
export function close(cases: Cases, now: string): Cases {
  return { ...cases, current: "", all: cases.all.map((c) => (c.id === cases.current ? { ...c, closedAt: now } : c)) };
}

/** looked notes an answer under the case it was asked under. */
export function looked(cases: Cases, caseId: string, subject: Looked): Cases {
  return {
    ...cases,
    all: cases.all.map((c) => (c.id === caseId ? { ...c, subjects: [subject, ...c.subjects.filter((s) => s.id !== subject.id)].slice(0, most) } : c)),
  };
}

/** ofToday drops the cases of other days, and those whose purpose the caller no longer has. */
export function ofToday(cases: Cases, purposes: readonly Purpose[], today: Date): Cases {
  const all = cases.all.filter((c) => new Date(c.openedAt).toDateString() === today.toDateString() && purposes.some((p) => p.code === c.purpose));
  return { ...cases, all, current: all.some((c) => c.id === cases.current) ? cases.current : "" };
}

/** decode reads what was stored; null for anything else, as of an older version of the page. */
export function decode(raw: string | null): Cases | null {
  try {
    const value: unknown = JSON.parse(raw ?? "null");
    return isCases(value) ? value : null;
  } catch {
    return null;
  }
}

/** badCaseNo tells what is wrong with a case number: nothing (""), that it is missing, or its form. A pattern the browser cannot read is left to the server. */
export function badCaseNo(purpose: Purpose, caseNo: string): "" | "missing" | "form" {
  if (caseNo === "") return purpose.case_required ? "missing" : "";
  if (purpose.case_pattern === "") return "";
  try {
    return new RegExp(purpose.case_pattern, "u").test(caseNo) ? "" : "form";
  } catch {
    return "";
  }
}

/** maskedName keeps the first character of a person's name. */
export function maskedName(name: string): string {
  const [first = "", ...rest] = Array.from(name);
  return first + "*".repeat(Math.min(rest.length, 3));
}

const idOf = (purpose: string, caseNo: string): string => `${purpose}|${caseNo}`;

function isCases(value: unknown): value is Cases {
  return isRecord(value) && texts(value, "owner", "current") && Array.isArray(value["all"]) && value["all"].every(isCase);
}

function isCase(value: unknown): value is Case {
  return (
    isRecord(value) &&
    texts(value, "id", "purpose", "caseNo", "openedAt", "closedAt") &&
    Array.isArray(value["subjects"]) &&
    value["subjects"].every((s: unknown) => isRecord(s) && texts(s, "id", "name", "kind", "at", "evidence"))
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const texts = (value: Record<string, unknown>, ...names: string[]): boolean => names.every((n) => typeof value[n] === "string");
