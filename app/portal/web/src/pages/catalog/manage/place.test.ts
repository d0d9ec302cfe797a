import { expect, it } from "vitest";
import { placeOf } from "./place";

const yaml = "code: award\nitems:\n  - {name: A, type: Q}\nnatural_key: [A, NIX]\n";

it.each([
  ["a numbered record", { record: "definition:4" }, 4],
  ["the parser's line", { record: "definition", message_en: "it is not valid YAML: yaml: line 2: did not find" }, 2],
  ["an item that is defined", { record: "award", field: "A" }, 3],
  ["an item that is only used", { record: "award", field: "NIX" }, 4],
  ["nothing", { record: "award" }, null],
  ["a line beyond the end", { record: "definition:99" }, null],
])("the line of %s", (_, fault, line) => {
  expect(placeOf(fault, yaml)?.line ?? null).toBe(line);
});

it("spans the line", () => {
  const p = placeOf({ record: "definition:3" }, yaml);
  expect(yaml.slice(p?.from, p?.to)).toBe("  - {name: A, type: Q}");
});
