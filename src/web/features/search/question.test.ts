import { expect, test } from "vitest";
import { filtersOf, onlyOne, tailOf, withChip, withoutWritten, writtenIn } from "./question.ts";

const french = { from: "de", in: "dans", to: "pour", has: "avec", is: "est", after: "après", before: "avant" };

test("a filter that is being typed stands at the end, in the reader's language or English", () => {
  expect(tailOf("tokens from:an", (key) => key)).toEqual({ key: "from", value: "an", before: "tokens " });
  expect(tailOf("de:", (key) => french[key])).toEqual({ key: "from", value: "", before: "" });
  expect(tailOf("In:gen", (key) => french[key])).toEqual({ key: "in", value: "gen", before: "" });
  for (const words of ["from:ana tokens", "https://example.org", "a:b", '"from:ana', "from", ""]) expect(tailOf(words, (key) => key)).toBeUndefined();
});

test("chips become the filters of the endpoint; a second day takes the place of the first", () => {
  const chips = [
    { key: "from", id: "a" },
    { key: "from", id: "a" },
    { key: "from", id: "b" },
    { key: "has", what: "link" },
    { key: "before", at: 1 },
    { key: "before", at: 2 },
  ] as const;
  const all = chips.reduce<Parameters<typeof withChip>[0]>(withChip, []);
  expect(filtersOf(all)).toEqual({ from: ["a", "b"], in: [], to: [], has: ["link"], is: [], before: 2 });
});

test("filters that were typed or pasted to their end are read, wherever they stand; what is quoted, or may still be typed, is not", () => {
  const read = (words: string, isWhole = false) => writtenIn(words, (key) => french[key], isWhole).map(({ key, value }) => `${key} ${value}`);
  expect(read("from:ana tokens")).toEqual(["from ana"]);
  expect(read("tokens de:@ana Apres:hier avec:")).toEqual(["from ana", "after hier"]);
  expect(read('in:"two words" has:file before:2026-01-02 ')).toEqual(["in two words", "has file", "before 2026-01-02"]);
  expect(read("tokens from:an")).toEqual([]);
  expect(read("tokens from:an", true)).toEqual(["from an"]);
  for (const words of ['"from:ana tokens" ', '-"in:hall" ', "https://example.org ", "a:b ", "from: ana ", 'from:"ana ', ""])
    expect(read(words, true)).toEqual([]);
});

test("what was written as a filter is taken out of the words, and nothing else", () => {
  const words = 'tokens from:ana "from:ana" in:hall budget ';
  const written = writtenIn(words, (key) => key, false);
  expect(withoutWritten(words, written)).toBe('tokens "from:ana" budget ');
  expect(withoutWritten(words, written.slice(1))).toBe('tokens from:ana "from:ana" budget ');
  expect(
    withoutWritten(
      "in:hall ",
      writtenIn("in:hall ", (key) => key, false),
    ),
  ).toBe("");
});

test("a name is one thing's when it is its whole name, or nobody else's beginning", () => {
  const only = (found: readonly string[], value: string) => onlyOne(found, (one) => [one], value);
  expect(only(["Ana", "Anabel"], "ana")).toBe("Ana");
  expect(only(["Léo Martin"], "leo")).toBe("Léo Martin");
  expect([only(["Ana", "ana"], "ana"), only(["Anabel", "Anaïs"], "ana"), only([], "ana")]).toEqual(["several", "several", "none"]);
});
