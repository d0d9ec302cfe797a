import { citizenCheck, orgCheck, usccCheck } from "../src/pages/officer/search/codes";
import type { Page } from "@playwright/test";
import { expect, until, type City } from "./support";

/** What the officer's tests set up past the portal: subjects of the demo, and records that an agency pushes. */

export const caseNo = "聊市监案〔2026〕15号";

interface HistoryRecord {
  resource: string;
  record_id: string;
  document_no: string;
  known_at: string;
  in_force: boolean;
}

export interface Profile {
  subject: { id: string; name: string; former_names: { name: string }[]; legacy_codes: string[] };
  groups: { class: string; records: HistoryRecord[] }[];
  withheld: { count: string }[];
  record_count: string;
}

/** Desk asks the public interface as one officer. */
export class Desk {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async of(city: City, name: string): Promise<Desk> {
    const who = city.account(name);
    const answer = await fetch(`${city.url}/v1/sessions`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ name: who.name, password: who.password }) });
    return new Desk(city.url, ((await answer.json()) as { token: string }).token);
  }

  async profile(id: string): Promise<Profile | null> {
    const answer = await fetch(`${this.url}/v1/subjects/${id}/profile?purpose=enforcement&case_no=${encodeURIComponent(caseNo)}`, { headers: { authorization: `Bearer ${this.token}` } });
    return answer.ok ? ((await answer.json()) as Profile) : null;
  }

  /** find looks through the subjects whose name holds the text for one that fits. */
  async find(query: string, fits: (p: Profile) => boolean): Promise<Profile> {
    let cursor = "";
    do {
      const answer = await fetch(`${this.url}/v1/subjects:search`, {
        method: "POST",
        headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
        body: JSON.stringify({ query, cursor, limit: 50 }),
      });
      const page = (await answer.json()) as { hits: { id: string }[]; next_cursor: string };
      for (const hit of page.hits) {
        const profile = await this.profile(hit.id);
        if (profile !== null && fits(profile)) return profile;
      }
      cursor = page.next_cursor;
    } while (cursor !== "");
    throw new Error(`the demo has no such subject among “${query}”`);
  }

  /** person is what is known of a natural person, by the ID number; null while nothing is. */
  async person(number: string): Promise<Profile | null> {
    const answer = await fetch(`${this.url}/v1/subjects:profile`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      body: JSON.stringify({ id: number, purpose: "enforcement", case_no: caseNo }),
    });
    return answer.ok ? ((await answer.json()) as Profile) : null;
  }

  /** known waits until a record has arrived in the subject's history, and gives it. */
  known(id: string, documentNo: string): Promise<HistoryRecord> {
    return arrival(documentNo, () => this.profile(id));
  }

  /** knownOf is known for a natural person, by the ID number. */
  knownOf(number: string, documentNo: string): Promise<HistoryRecord> {
    return arrival(documentNo, () => this.person(number));
  }
}

/** arrival asks for a history until it has the record. */
async function arrival(documentNo: string, ask: () => Promise<Profile | null>): Promise<HistoryRecord> {
  let found: HistoryRecord | undefined;
  await until(60_000, `the record ${documentNo}`, async () => {
    found = (await ask())?.groups.flatMap((g) => g.records).find((r) => r.document_no === documentNo);
    return found !== undefined;
  });
  if (found === undefined) throw new Error(`${documentNo} was not there`);
  return found;
}

export const records = (p: Profile): HistoryRecord[] => p.groups.flatMap((g) => g.records);
export const has = (p: Profile, resource: string): boolean => records(p).some((r) => r.resource === resource && r.in_force);

/** complete adds the check characters to a division and eight characters of an organisation code. */
function complete(division: string, org: string): string {
  const body = division + org + orgCheck(org);
  return body + usccCheck(body);
}

/** An authority whose organisation code is of a block that is not issued. */
const authority = complete("11371500", "MAXX9999");

/** madeUp is the code of an organisation that nobody holds and no register knows; `n` of two digits tells them apart. */
export const madeUp = (n: number): string => complete("91371502", `MAXX98${n}`);

/** idNumber is one of a division that was never allocated, so that it is nobody's. */
export function idNumber(n: number): string {
  const body = `37159919900307${String(n).padStart(3, "0")}`;
  return body + citizenCheck(body);
}

interface Penalty {
  documentNo: string;
  day: string;
  fact?: string;
  organisation?: { id: string; name: string };
  person?: { id: string; name: string };
}

/** penalty pushes an administrative penalty as the market authority of the city. */
export async function penalty(city: City, p: Penalty): Promise<void> {
  const party =
    p.person === undefined
      ? { CF_XDR_MC: p.organisation?.name, CF_XDR_LB: "法人及非法人组织", CF_XDR_SHXYM: p.organisation?.id, CF_FRDB: "张演示" }
      : { CF_XDR_MC: p.person.name, CF_XDR_LB: "自然人", CF_XDR_ZJLX: "身份证", CF_XDR_ZJHM: p.person.id };
  const receipt = (await city.call("lc-amr", "POST", "/v1/resources/penalty/records:push", [
    {
      ...party,
      CF_WSH: p.documentNo,
      CF_WFXW: "发布虚假广告",
      CF_SY: p.fact ?? "发布虚假广告。",
      CF_YJ: "《中华人民共和国广告法》第五十五条第一款",
      CF_CFLB: "罚款",
      CF_NR: "罚款",
      CF_NR_FK: 1.5,
      CF_JDRQ: p.day,
      CF_CFJG: "聊城市市场监督管理局",
      CF_CFJGDM: authority,
      CF_SJLY: "聊城市市场监督管理局",
      CF_SJLYDM: authority,
    },
  ])) as { accepted: string; outcomes: unknown[] };
  expect(receipt.accepted, JSON.stringify(receipt.outcomes)).toBe("1");
}

/** yesterday is the day before today in China, when decisions that arrive today can have been made. */
export const yesterday = (): string => new Date(Date.now() + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10);

/** fillCase fills the form of a case that stands on the page and sends it. */
export async function fillCase(page: Page, purpose: string, number: string): Promise<void> {
  const form = page.locator(".of-case-form");
  await form.getByRole("radio", { name: purpose }).check();
  await form.getByRole("textbox").fill(number);
  await form.getByRole("textbox").press("Enter");
}

/** openProfile opens a subject's record and chooses the case where it is asked for. */
export async function openProfile(page: Page, id: string, purpose = "行政执法", number = caseNo): Promise<void> {
  await page.goto(`/portal/officer/subjects/${id}`);
  await fillCase(page, purpose, number);
  await expect(page.getByRole("heading", { name: "主体信息" })).toBeVisible();
}
