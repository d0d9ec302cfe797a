import { expect, it } from "vitest";
import source from "../../../../../internal/domain/resource/names.go?raw";
import { creditClasses } from "./creditClass";

it("the credit classes are named as the server names them", () => {
  const block = /creditClasses = map[^{]*\{(.*?)\n\}/s.exec(source)?.[1] ?? "";
  const server = Object.fromEntries([...block.matchAll(/"(\w+)":\s*\{Zh: "([^"]+)", En: "([^"]+)"\}/g)].map(([, code = "", zh = "", en = ""]) => [code, { zh, en }]));
  expect(Object.keys(server).length).toBeGreaterThan(10);
  expect(creditClasses).toEqual(server);
});
