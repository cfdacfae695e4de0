import { expect, test } from "vitest";
import { merged } from "./merged.ts";

test("no word of two texts is lost", () => {
  expect(merged("", "one", "two")).toBe("one\n\ntwo");
  expect(merged("", "one two", "one")).toBe("one two");
  expect(merged("", "one", "one two")).toBe("one two");
  expect(merged("", "", "two")).toBe("two");
});

test.each([
  ["one side only", "we meet", "we meet", "we meet soon", "we meet soon"],
  ["both the same", "we meet", "we meet soon", "we meet soon", "we meet soon"],
  ["at two places", "we meet at noon", "Monday: we meet at noon", "we meet at noon, outside", "Monday: we meet at noon, outside"],
  ["one takes out, the other goes on", "take this out, stay", "stay", "take this out, stay here", "stay here"],
  ["at one place", "we meet", "we meet today", "we meet there", "we meet there\n\nmeet today"],
  ["within one word", "a wor here", "a word here", "a worn here", "a word\n\nworn here"],
])("a change of %s", (_, before, one, other, both) => {
  expect([merged(before, one, other), merged(before, other, one)]).toEqual([both, both]);
});
