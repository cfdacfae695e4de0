import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blindToken, newSecretKey, normaliseName } from "./index.ts";

it("blind tokens depend on key, purpose and every value, each for itself", () => {
  const key = newSecretKey();
  const token = blindToken(key, "sign-in", "ab", "c");
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(blindToken(key, "sign-in", "ab", "c")).toBe(token);
  const others = [
    blindToken(newSecretKey(), "sign-in", "ab", "c"),
    blindToken(key, "sign-i", "nab", "c"),
    blindToken(key, "sign-in", "a", "bc"),
    blindToken(key, "sign-in", "abc"),
    blindToken(key, "sign-in", "c", "ab"),
    blindToken(key, "sign-in", "ab", "c", ""),
  ];
  expect(new Set([token, ...others]).size).toBe(7);
});

it.each([
  ["  Ada   Lovelace ", "ada lovelace"],
  ["ADA\u00a0\u2003LOVELACE\t", "ada lovelace"],
  ["a\u200bd\u200da\ufeff\u00ad", "ada"],
  ["Ａｄａ", "ada"],
  ["ﬁn", "fin"],
  ["STRASSE", "strasse"],
  ["Straße", "strasse"],
  ["e\u0301", "é"],
  ["ΟΔΟΣ", "οδος"],
  ["Ada@Example.ORG", "ada@example.org"],
  ["\u3000", ""],
])("normalises %j to %j", (from, to) => {
  expect(normaliseName(from)).toBe(to);
});

describe("normalising twice changes nothing, and case never matters", () => {
  const isSettled = (raw: string): boolean => normaliseName(normaliseName(raw)) === normaliseName(raw);

  it("for any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 12 }), isSettled), { numRuns: 1000 });
    // Characters whose case depends on their neighbours, or that combine, vanish or unfold.
    const awkward = ["Σ", "σ", "ς", "ß", "ẞ", "İ", "ı", "i", "\u0307", "\u0345", "\u00ad", " ", "\u0000", "a", "ﬁ", "\u212a", "ŉ", "ΐ"];
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...awkward), maxLength: 8 }), isSettled), { numRuns: 3000 });
  });

  it("for every character of the first two planes, and the tags", () => {
    const points = [...Array(0x20000).keys(), ...Array.from({ length: 0x1000 }, (_, i) => 0xe0000 + i)];
    for (const point of points) {
      const letter = String.fromCodePoint(point);
      if (!isSettled(letter) || normaliseName(` ${letter.toUpperCase()}`) !== normaliseName(letter)) throw new Error(`U+${point.toString(16)}`);
    }
  });
});
