import fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt } from "./excerpt.ts";

const marked = (text: string, marks: string[]) =>
  excerpt(text, marks)
    .map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
    .join("");

test("words are marked where they stand by themselves", () => {
  expect(marked("Tokens, tokens and tokenised (token)", ["Tokens", "token"])).toBe("[Tokens], tokens and tokenised ([token])");
  expect(marked("a.c abc", ["a.c"])).toBe("[a.c] abc");
  expect(marked("nothing asked", [])).toBe("nothing asked");
});

test("a long text begins a little before the first word, at a word", () => {
  const text = `${"before ".repeat(40)}found ${"after ".repeat(90)}`;
  expect(marked(text, ["found"])).toMatch(/^… (before )+\[found\] (after )+.*…$/);
});

test("a short text is told whole, whatever is marked", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" }), { maxLength: 6 }), (words) => {
      const text = words.join(" ").slice(0, 90);
      expect(
        excerpt(
          text,
          words.filter((word) => word.trim() !== ""),
        )
          .map((part) => part.text)
          .join(""),
      ).toBe(text.replace(/\s+/gu, " "));
    }),
  );
});
