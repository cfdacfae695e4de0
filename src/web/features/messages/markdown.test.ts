import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";

// The marks look people up in the live workspace; here they show their value.
vi.mock("./marks.tsx", () => ({
  PersonChip: ({ id }: { id: string }) => createElement("b", null, `person:${id}`),
  ChannelChip: ({ id }: { id: string }) => createElement("b", null, `channel:${id}`),
  Everybody: ({ text }: { text: string }) => createElement("b", null, `all:${text}`),
  HiddenSign: ({ code }: { code: string }) => createElement("b", null, `U+${code}`),
}));
const { default: MarkdownText } = await import("./markdown.tsx");
const html = (text: string) => renderToStaticMarkup(createElement(MarkdownText, { text, company: "c" }));
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
  expect(html("![x](javascript:alert(1))")).not.toMatch(/script:/);
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
  expect(html("one\ntwo")).toBe("<p>one<br/>\ntwo</p>");
});

test("tables, lists, tasks and struck words are there", () => {
  expect(html("| a |\n|---|\n| b |")).toContain("<td>b</td>");
  expect(html("- [x] done")).toMatch(/<input[^>]*disabled=""[^>]*>/);
  expect(html("~~no~~")).toContain("<del>no</del>");
});
