import type { Group, Profile, Rec, Withheld } from "./records";

/** rec makes a record for tests. */
export const rec = (more: Partial<Rec> = {}): Rec => ({
  resource: "permit",
  resource_name: "行政许可信息",
  resource_version: 1,
  record_id: "1",
  document_no: "",
  agency: "lc-amr",
  agency_name: "聊城市市场监督管理局",
  division: "371500",
  occurred_on: "2025-03-05",
  valid_from: "2025-03-05",
  valid_to: "",
  severity: "unknown",
  publication: "published",
  publication_until: "",
  publication_basis: "",
  late: false,
  working_days: 1,
  in_force: true,
  withdrawn: false,
  known_at: "2025-03-06T02:00:00Z",
  fields: [],
  digest: "d1",
  version: 1,
  current: true,
  hints: [],
  ...more,
});

export const group = (code: string, ...records: Rec[]): Group => ({ class: code, name_zh: code, name_en: code, records });

export const held = (more: Partial<Withheld> = {}): Withheld => ({ class: "admin", resource: "permit", resource_name: "", count: "2", reason: "OUT_OF_SCOPE", message: "", next_step: "", ...more });

export const profile = (more: Partial<Profile> = {}): Profile => ({
  subject: {
    id: "91371502MAXX00162B", name: "盛润医药", kind: "organisation", division: "371502", division_name: "东昌府区", status: "存续",
    former_names: [], legacy_codes: [], registered: true, legal_representative: "", registered_on: "",
  },
  groups: [],
  withheld: [],
  as_of: "2026-11-25T21:00:00+08:00",
  valid_on: "",
  answered_at: "2026-11-25T13:00:00Z",
  evidence: "7",
  policy_version: "1",
  record_count: "0",
  note: "",
  index: "7",
  ...more,
});
