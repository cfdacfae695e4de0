import fc from "fast-check";
import { expect, test } from "vitest";
import { highlighted } from "./highlight.ts";

const joined = (code: string, language: string) =>
  highlighted(code, language)
    ?.map(({ text }) => text)
    .join("");

test("words of the language get their kinds", () => {
  const runs = highlighted('const a = "b"; // c', "js");
  expect(runs?.filter(({ kind }) => kind)).toEqual([
    { text: "const", kind: "keyword" },
    { text: '"b"', kind: "string" },
    { text: "// c", kind: "comment" },
  ]);
});

test("colours change no sign of the code", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.constantFrom("ts", "python", "xml", "sh", "diff", "json"), (code, language) => {
      expect(joined(code, language)).toBe(code);
    }),
  );
});

test("a language that nobody knows stays without, and so does very long code", () => {
  expect(highlighted("a", "no-such-language")).toBeUndefined();
  expect(highlighted("a ".repeat(20_000), "js")).toBeUndefined();
});
