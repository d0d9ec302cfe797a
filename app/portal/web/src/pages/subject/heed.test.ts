import { expect, it } from "vitest";
import type { CreditRecord, Group } from "../../components/credit/records";
import { heedOf } from "./heed";

const record = (resource: string, more: Partial<CreditRecord> = {}) => ({ resource, in_force: true, withdrawn: false, severity: "unknown", ...more }) as CreditRecord;
const group = (code: string, ...records: CreditRecord[]): Group => ({ class: code, name_zh: "", name_en: "", records });

it("what is in force is heeded, gravest first", () => {
  const found = heedOf({
    groups: [
      group("admin", record("permit"), record("penalty"), record("penalty"), record("penalty", { in_force: false }), record("penalty", { withdrawn: true })),
      group("judicial", record("judgment"), record("enforcement")),
      group("serious", record("serious_list")),
      group("honour", record("award")),
    ],
  });
  expect(found.map((h) => [h.kind, h.records.length])).toEqual([
    ["serious", 1],
    ["enforcement", 1],
    ["penalty", 2],
  ]);
});

it("nothing in force, nothing to heed", () => {
  expect(heedOf({ groups: [group("abnormal", record("abnormal_operation", { in_force: false }))] })).toEqual([]);
});
