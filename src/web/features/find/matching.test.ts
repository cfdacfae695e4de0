import fc from "fast-check";
import { expect, test } from "vitest";
import { folded, placesOf } from "./matching.ts";

test("case and accents don't matter, and the places are those of the text", () => {
  const text = "Le CAFÉ, le cafe, 👩‍🚀 un İdée café";
  expect(placesOf(text, folded("café")).map(([from, to]) => text.slice(from, to))).toEqual(["CAFÉ", "cafe", "café"]);
  expect(placesOf("aaaa", "aa")).toEqual([
    [0, 2],
    [2, 4],
  ]);
  expect(placesOf("nothing", "café")).toEqual([]);
});

test("a folded text is as long as the text, and holds each part of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme", minLength: 1 }), (before, part) => {
      const text = before + part;
      expect(folded(text)).toHaveLength(text.length);
      if (folded(part) !== "") expect(placesOf(text, folded(part)).length).toBeGreaterThan(0);
    }),
  );
});
