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

test("scripts without spaces are marked within what is written together, pieces that overlap as one", () => {
  expect(marked("明日の会議は東京都で", ["京都"])).toBe("明日の会議は東[京都]で");
  expect(marked("下午的会议室在三楼", ["会议", "议室", "三楼"])).toBe("下午的[会议室]在[三楼]");
  expect(marked("내일 회의는 서울에서", ["회의는"])).toBe("내일 [회의는] 서울에서");
});

test("a long text begins a little before the first word, at a word", () => {
  const text = `${"before ".repeat(40)}found ${"after ".repeat(90)}`;
  expect(marked(text, ["found"])).toMatch(/^… (before )+\[found\] (after )+.*…$/);
});

test("a long text without spaces begins a little before the first word, too", () => {
  expect(marked(`${"会".repeat(300)}東京都${"議".repeat(300)}`, ["京都"])).toMatch(/^… 会{10,60}東\[京都\]議+ …$/u);
  expect(marked(`${"👍".repeat(101)}東京都`, ["京都"]).isWellFormed()).toBe(true);
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
