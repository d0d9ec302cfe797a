import { allRecords, dayOf, inForce, type One, type Reply, type Subject } from "./records";

/** Warning is what an officer must see first. */
export interface Warning {
  kind: "serious" | "enforcement" | "penalty" | "abnormal" | "grave" | "status";
  /** Grave before less grave. */
  tone: "danger" | "warn";
  /** Newest first; none for the subject's status. */
  records: One[];
  /** How many of them say no end. An entry of abnormal operation has none until it is removed, so that it is not counted. */
  endless: number;
}

/** Caution is what may hide a warning: records that the caller does not see. */
export interface Caution {
  kind: Warning["kind"];
  count: number;
}

/** The states of a registration that end business. */
const ended = ["注销", "吊销", "吊销未注销", "撤销", "责令关闭", "停业"];

/** kindOf is the warning a record gives while it is in force; null for most. */
export function kindOf(r: { class?: string; resource: string; severity?: string }): Warning["kind"] | null {
  if (r.class === "serious" || r.resource === "serious_list") return "serious";
  if (r.resource === "enforcement") return "enforcement";
  if (r.resource === "penalty") return "penalty";
  if (r.class === "abnormal" || r.resource === "abnormal_operation") return "abnormal";
  return r.severity === "serious" ? "grave" : null;
}

const order: Warning["kind"][] = ["serious", "enforcement", "grave", "penalty", "abnormal", "status"];

/** warningsOf finds what is in force against the subject, gravest first. */
export function warningsOf(profile: Pick<Reply, "groups"> & { subject: Subject }): Warning[] {
  const byKind = new Map<Warning["kind"], One[]>();
  for (const group of profile.groups) {
    for (const one of allRecords({ groups: [group] })) {
      if (!inForce(one.record)) continue;
      const kind = kindOf({ class: group.class, resource: one.record.resource, severity: one.record.severity });
      if (kind !== null) byKind.set(kind, [...(byKind.get(kind) ?? []), one]);
    }
  }
  if (ended.some((s) => profile.subject.status.startsWith(s))) byKind.set("status", []);
  return order.flatMap((kind) => {
    const records = byKind.get(kind);
    if (records === undefined) return [];
    records.sort((a, b) => dayOf(b.record).localeCompare(dayOf(a.record)));
    return [{ kind, tone: toneOf(kind, records), records, endless: kind === "abnormal" ? 0 : records.filter((o) => o.record.valid_to === "").length }];
  });
}

/** cautionsOf counts the withheld records that would warn if they were shown and in force. */
export function cautionsOf(profile: Pick<Reply, "withheld">): Caution[] {
  const byKind = new Map<Warning["kind"], number>();
  for (const w of profile.withheld) {
    const kind = kindOf(w);
    if (kind !== null) byKind.set(kind, (byKind.get(kind) ?? 0) + Number(w.count));
  }
  return order.flatMap((kind) => {
    const count = byKind.get(kind);
    return count === undefined ? [] : [{ kind, count }];
  });
}

function toneOf(kind: Warning["kind"], records: One[]): Warning["tone"] {
  if (kind === "serious" || kind === "enforcement" || kind === "grave") return "danger";
  return kind === "penalty" && records.some((o) => o.record.severity === "serious") ? "danger" : "warn";
}
