import { expect, test } from "vitest";
import { filtersOf, tailOf, withChip } from "./question.ts";

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
