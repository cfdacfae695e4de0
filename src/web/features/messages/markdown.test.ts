import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { limits } from "../../../contract/index.ts";

// The marks look people up in the live workspace; here they show their value.
vi.mock("./marks.tsx", () => ({
  PersonChip: ({ id }: { id: string }) => createElement("b", null, `person:${id}`),
  ChannelChip: ({ id }: { id: string }) => createElement("b", null, `channel:${id}`),
  Everybody: ({ text }: { text: string }) => createElement("b", null, `all:${text}`),
  HiddenSign: ({ code }: { code: string }) => createElement("b", null, `U+${code}`),
}));
const { Markdown } = await import("./markdown.tsx");
const html = (text: string) => renderToStaticMarkup(createElement(Markdown, { text, company: "c" }));
const id = "3f2a9c64-0d5e-4b7a-9a51-6f0d2b8c1e77";

test("HTML is shown as it was typed", () => {
  for (const text of [
    "<h1>big</h1>",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "a <b onclick=x>b</b>",
    "<iframe src='//x'></iframe>",
    "<svg/onload=1>",
  ]) {
    const shown = html(text);
    expect(shown).not.toMatch(/<(h1|img|script|iframe|svg)\b|<b onclick/);
    expect(shown).toContain("&lt;");
  }
});

test("links go only where a browser may go, and take nothing along", () => {
  expect(html("[x](https://example.org/a)")).toContain('<a href="https://example.org/a" target="_blank" rel="noopener noreferrer nofollow"');
  for (const url of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "java&#10;script:alert(1)", "file:///etc/passwd"]) {
    expect(html(`[x](${url})`)).not.toMatch(/href="[^"]*(script|data|file):/i);
    expect(html(`<${url}>`)).not.toMatch(/href="[^"]*(script|data|file):/i);
  }
});

test("a picture is a link: nothing is fetched by reading", () => {
  const shown = html("![alt words](https://tracker.example/p.gif)");
  expect(shown).not.toContain("<img");
  expect(shown).toContain(">alt words</a>");
  expect(html("![x](javascript:alert(1))")).toBe("<p>![x](javascript:alert(1))</p>");
});

test("mention tokens become marks, but not in code", () => {
  expect(html(`hi @{${id}} in #{${id}}!`)).toContain(`<b>person:${id}</b> in <b>channel:${id}</b>!`);
  expect(html(`**@{${id}}**`)).toContain(`<strong><b>person:${id}</b></strong>`);
  expect(html(`\`@{${id}}\``)).toContain(`<code>@{${id}}</code>`);
  expect(html("@{not-an-id}")).toContain("@{not-an-id}");
});

test("@channel and @here are marked, addresses aren't", () => {
  expect(html("@channel hello")).toContain("<b>all:@channel</b>");
  expect(html("me@here.example")).not.toContain("all:");
});

test("signs that turn the direction of text are shown", () => {
  expect(html("user\u202Egnp.exe")).toContain("<b>U+202E</b>");
});

test("lines break where they were broken", () => {
  expect(html("one\ntwo")).toBe("<p>one<br/>two</p>");
});

test("tables, lists, tasks and struck words are there", () => {
  expect(html("| a |\n|---|\n| b |")).toContain("<td>b</td>");
  expect(html("- [x] done")).toMatch(/<input[^>]*disabled=""[^>]*>/);
  expect(html("~~no~~")).toContain("<del>no</del>");
});

test("nothing that was typed disappears", () => {
  expect(html("[note]: what follows")).toContain("[note]: what follows");
  expect(html("a &lt; b &nbsp; &copy;")).toBe("<p>a &amp;lt; b &amp;nbsp; &amp;copy;</p>");
  expect(html("<div>\n**in it**\n</div>")).toBe("<p>&lt;div&gt;<br/><strong>in it</strong><br/>&lt;/div&gt;</p>");
});

test("what is laid out is what was meant", () => {
  expect(html("# Title\n\nwords")).toBe("<h1>Title</h1><p>words</p>");
  expect(html("3. three\n4. four")).toBe('<ol start="3"><li>three</li><li>four</li></ol>');
  expect(html("- one\n\n- two")).toBe("<ul><li><p>one</p></li><li><p>two</p></li></ul>");
  expect(html("> said\n\nso")).toBe("<blockquote><p>said</p></blockquote><p>so</p>");
  expect(html("```js\nif (a < b) *c*\n```")).toBe("<pre><code>if (a &lt; b) *c*</code></pre>");
  expect(html("a \\*b\\* `c` www.example.org ***d***")).toMatch(
    /^<p>a \*b\* <code>c<\/code> <a href="http:\/\/www.example.org"[^>]*>www.example.org<\/a> <em><strong>d<\/strong><\/em><\/p>$/,
  );
  expect(html("`a\u202Eb`")).toBe("<p><code>a<b>U+202E</b>b</code></p>");
});

/** Found by feeding each construct to the parser over and over; without bounds some of them take half a minute or end the stack. */
test("a hostile text of the greatest length is shown within a moment", () => {
  const length = limits.message;
  const over = (part: string) => part.repeat(Math.ceil(length / part.length)).slice(0, length);
  const parts = [
    "*a_",
    "_*",
    "**_",
    "~",
    "~~a",
    "a**b",
    "***a",
    "a_b*",
    "a-b_",
    ">",
    "> > ",
    ">- ",
    "- ",
    "* * * ",
    "[",
    "![[",
    "[a](",
    "`a",
    "<a ",
    "(http://a",
    "a@",
  ];
  const texts = [...parts.map(over), `a${" ".repeat(length - 2)}b`, `${"a".repeat(length / 2)}@${"b".repeat(length / 2 - 1)}`, `http://a${over("&amp;")}`];
  texts.push(
    Array.from({ length: 250 }, (_, depth) => `${" ".repeat(depth)}- a`).join("\n"),
    over("*a **b "),
    over(`${"*a ".repeat(60)}${"b* ".repeat(60)}\n\n`),
  );
  for (const text of texts) {
    const started = performance.now();
    expect(html(text).length).toBeGreaterThan(0);
    expect(performance.now() - started, text.slice(0, 30)).toBeLessThan(3000);
  }
}, 60_000);
