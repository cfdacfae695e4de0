import { expect, test } from "vitest";
import { forwarded, quiet, quoted } from "./quoting.ts";

test("quoted words address nobody again", () => {
  expect(quiet("@channel and @ana, mail a@b.example")).toBe("@\u2060channel and @\u2060ana, mail a@b.example");
  expect(quoted("one\n\n@ana two")).toBe("> one\n>\n> @\u2060ana two");
});

test("a forwarded message says who, when and where, and a name can't bring Markdown along", () => {
  const said = { text: "words", name: "[x](http://a.example) @here", when: "22 Nov", link: "http://b.example/c/1" };
  expect(forwarded([said], " look ")).toBe("look\n\n> words\n\n— \\[x\\](http://a.example) @\u2060here, [22 Nov](http://b.example/c/1)");
});
