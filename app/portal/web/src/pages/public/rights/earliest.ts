import { inForceSince, terms } from "./facts";

/** earliestRepair is the first day on which repair may be asked for, and `last` the last of publication. Null where another rule applies. */
export function earliestRepair(occurredOn: string, severity: string): { first: string; last: string } | null {
  const term = terms.find((t) => t.severity === severity);
  if (term === undefined || occurredOn < inForceSince || !/^\d{4}-\d{2}-\d{2}$/.test(occurredOn)) return null;
  return { first: addMonths(occurredOn, term.minMonths ?? 0), last: addMonths(occurredOn, term.maxMonths) };
}

/** addMonths goes on by whole months; where the day is not there, the last of the month. */
export function addMonths(date: string, months: number): string {
  const [y = 0, m = 1, d = 1] = date.split("-").map(Number);
  const last = new Date(Date.UTC(y, m - 1 + months + 1, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(d, last.getUTCDate()))).toISOString().slice(0, 10);
}
