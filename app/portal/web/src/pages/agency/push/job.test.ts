import { describe, expect, it } from "vitest";
import { FaultError, localFault } from "../../../api/fault";
import { isPushJob, newKey, sameFile, type Print, type PushJob } from "./job";
import { kindOf } from "./reading/table";
import { brokeOff, pathOf } from "./send";

const print: Print = { name: "a.csv", size: 10, modified: 5, sha256: "ab" };
const job: PushJob = { key: "k", who: "u", print, at: "2026-11-25T08:00:00Z", resource: "permit", op: "upsert", charset: null, sheet: "" };

describe("a job of this tab", () => {
  it("is taken back after a reload", () => {
    expect(isPushJob(JSON.parse(JSON.stringify(job)))).toBe(true);
  });
  it.each([
    ["nothing", null],
    ["a word", "job"],
    ["no key", { ...job, key: undefined }],
    ["another operation", { ...job, op: "delete" }],
    ["another charset", { ...job, charset: "big5" }],
    ["no print", { ...job, print: null }],
    ["a print without a size", { ...job, print: { ...print, size: "10" } }],
  ])("is refused: %s", (_, value) => {
    expect(isPushJob(value)).toBe(false);
  });
  it("has a key of its own, of characters that a header takes", () => {
    expect(newKey()).toMatch(/^portal-[0-9a-f]{32}$/);
    expect(newKey()).not.toBe(newKey());
  });
});

describe("sameFile", () => {
  it.each([
    ["renamed", { ...print, name: "b.csv", modified: 6 }, true],
    ["other content of the same length", { ...print, sha256: "cd" }, false],
    ["longer", { ...print, size: 11 }, false],
    ["too large for a digest, same time", { ...print, sha256: "" }, true],
    ["too large for a digest, changed since", { ...print, sha256: "", modified: 6 }, false],
  ])("%s", (_, other, want) => {
    expect(sameFile(print, other)).toBe(want);
  });
});

describe("pathOf", () => {
  it.each([
    ["a trial", {}, "csv", true, "/v1/resources/permit/records:push?dry_run=true"],
    ["for real", {}, "csv", false, "/v1/resources/permit/records:push"],
    ["a withdrawal", { op: "withdraw" as const }, "json", false, "/v1/resources/permit/records:withdraw"],
    ["a sheet", { sheet: "许可 1" }, "xlsx", true, "/v1/resources/permit/records:push?dry_run=true&sheet=%E8%AE%B8%E5%8F%AF+1"],
    ["a sheet is of workbooks only", { sheet: "x" }, "csv", false, "/v1/resources/permit/records:push"],
  ] as const)("%s", (_, change, kind, dry, want) => {
    expect(pathOf({ ...job, ...change }, kind, dry)).toBe(want);
  });
});

describe("brokeOff", () => {
  const fault = (reason: string, code: number) => new FaultError({ reason, code });
  it.each([
    ["no answer", localFault("SERVER_UNREACHABLE"), true],
    ["the user stopped it", new DOMException("aborted", "AbortError"), true],
    ["the server says so", fault("PUSH_INTERRUPTED", 400), true],
    ["still under way", fault("PUSH_RUNNING", 409), true],
    ["an unknown column", fault("UNKNOWN_COLUMN", 400), false],
    ["the wrong encoding", fault("BAD_CHARSET", 400), false],
  ])("%s", (_, error, want) => {
    expect(brokeOff(error)).toBe(want);
  });
});

describe("kindOf", () => {
  it.each([
    ["a.CSV", "csv"],
    ["许可 2026.xlsx", "xlsx"],
    ["x.jsonl", "ndjson"],
    ["x.json", "json"],
    ["old.xls", null],
    ["csv", null],
  ])("%s", (name, want) => {
    expect(kindOf(name)).toBe(want);
  });
});
