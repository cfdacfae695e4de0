import fc from "fast-check";
import { expect, test } from "vitest";
import { withHandles, withTokens } from "./mention-tokens.ts";
import { type Change, continued, openWord } from "./typing-help.ts";
import { unmarked } from "./unmarked.ts";
import { formatted, linked, wrapped } from "./writing/formats.ts";

const ana = "3f2a9c64-0d5e-4b7a-9a51-6f0d2b8c1e77";
const lea = "8b1d0c52-77aa-4e0e-8f43-0a9d5e6b7c88";
const known = (handle: string) => ({ ana, "lea.roussel": lea })[handle];
const after = (text: string, change: Change | undefined) => (change ? text.slice(0, change.from) + change.insert + text.slice(change.to) : undefined);

test("completed and known handles become tokens; others, addresses and code stay", () => {
  expect(withTokens("hi @ana, see @lea.roussel.", {}, known)).toBe(`hi @{${ana}}, see @{${lea}}.`);
  expect(withTokens("@Ana", {}, known)).toBe(`@{${ana}}`);
  expect(withTokens("mail ana@ana.example and @nobody", {}, known)).toBe("mail ana@ana.example and @nobody");
  expect(withTokens("`@ana` and ```\n@ana\n``` but @ana", {}, known)).toBe(`\`@ana\` and \`\`\`\n@ana\n\`\`\` but @{${ana}}`);
  expect(withTokens("@odd (name) now", { "@odd (name)": lea }, known)).toBe(`@{${lea}} now`);
  expect(withTokens("for @Design crew, now", { "@Design crew": lea }, known)).toBe(`for @{${lea}}, now`);
  expect(withTokens("see #general", { "#general": ana }, known)).toBe(`see #{${ana}}`);
});

test("a stored text that is edited without a change is stored the same", () => {
  const handles = new Map([
    [ana, "ana"],
    [lea, "lea.roussel"],
  ]);
  const part = fc.oneof(fc.constantFrom(`@{${ana}}`, `@{${lea}}`, `#{${ana}}`), fc.stringMatching(/^[a-z ,.!?]{0,12}$/));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = parts.join(" ");
      const { text: shown, mentions } = withHandles(text, (_, id) => handles.get(id));
      expect(withTokens(shown, mentions, () => undefined)).toBe(text);
    }),
  );
});

test("Enter goes on with a list, ends an empty item, and stays inside a fence", () => {
  const enter = (text: string) => after(text, continued(text, text.length));
  expect(enter("- one")).toBe("- one\n- ");
  expect(enter("  * one")).toBe("  * one\n  * ");
  expect(enter("9. nine")).toBe("9. nine\n10. ");
  expect(enter("- one\n- ")).toBe("- one\n");
  expect(enter("```js\nlet a")).toBe("```js\nlet a\n");
  expect(enter("```js\nlet a\n```")).toBeUndefined();
  expect(enter("plain words")).toBeUndefined();
});

test("a format goes around the selection, and away again", () => {
  const once = wrapped("say it loud", 4, 6, "**");
  expect(after("say it loud", once)).toBe("say **it** loud");
  expect(once.select).toEqual([6, 8]);
  expect(after("say **it** loud", wrapped("say **it** loud", 6, 8, "**"))).toBe("say it loud");
});

test("lists, quotes and fences take whole lines; a link asks for its address", () => {
  expect(after("one\ntwo", formatted("list", "one\ntwo", 1, 5))).toBe("- one\n- two");
  expect(after("- one\n- two", formatted("list", "- one\n- two", 0, 11))).toBe("one\ntwo");
  expect(after("so\none", formatted("quote", "so\none", 4, 4))).toBe("so\n> one");
  expect(after("a\nb", formatted("code", "a\nb", 0, 3))).toBe("```\na\nb\n```");
  expect(after("x ```\nb y", formatted("code", "x ```\nb y", 2, 7))).toBe("x \n````\n```\nb\n````\n y");
  const link = formatted("link", "see docs", 4, 8);
  expect(after("see docs", link)).toBe("see [docs](https://)");
  expect(link.select).toEqual([11, 19]);
});

test("an address pasted over words makes a link; over nothing or another address it doesn't", () => {
  expect(after("see docs now", linked("see docs now", 4, 8, "https://example.org"))).toBe("see [docs](https://example.org) now");
  expect(linked("see", 3, 3, "https://example.org")).toBeUndefined();
  expect(linked("https://a.example", 0, 17, "https://b.example")).toBeUndefined();
  expect(linked("see docs", 4, 8, "javascript:alert(1)")).toBeUndefined();
});

test("completion opens at a word that starts with @ or #, not inside of words", () => {
  expect(openWord("hi @lé", 6)).toEqual({ sign: "@", word: "lé", from: 3 });
  expect(openWord("(#gen", 5)).toEqual({ sign: "#", word: "gen", from: 1 });
  expect(openWord("a@b", 3)).toBeUndefined();
  expect(openWord("@ana done", 9)).toBeUndefined();
  expect(openWord("well :smi", 9)).toEqual({ sign: ":", word: "smi", from: 5 });
  expect(openWord("at 10:30", 8)).toBeUndefined();
  expect(openWord("sad :-", 6)).toBeUndefined();
});

test("a card shows words without their marks", () => {
  expect(unmarked("**Two things** first: `x` [here](https://a.example)\n> quoted")).toBe("Two things first: x here\nquoted");
  expect(unmarked("snake_case_name and 2 * 3 * 4")).toBe("snake_case_name and 2 * 3 * 4");
});
