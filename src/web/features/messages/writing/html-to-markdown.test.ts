import { expect, test } from "vitest";
import { markdownOf } from "./html-to-markdown.ts";

test("links, formats, lists, code and tables become Markdown", () => {
  expect(markdownOf('<p>See <a href="https://a.example/x">the <b>docs</b></a>, <i>please</i> or <s>not</s>.</p>')).toBe(
    "See [the **docs**](https://a.example/x), _please_ or ~~not~~.",
  );
  expect(markdownOf("<ul><li>one<li>two<ul><li>deep</li></ul></ul><ol><li>first</li></ol>")).toBe("- one\n- two\n  - deep\n\n1. first");
  expect(markdownOf('<pre><code class="language-js">let a = 1;\nlet b;</code></pre>')).toBe("```js\nlet a = 1;\nlet b;\n```");
  expect(markdownOf("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>")).toBe("| a | b |\n| - | - |\n| 1 | 2 |");
  expect(markdownOf("<p>before<table><tr><th>a</th></tr><tr><td>1</td></tr></table>after")).toBe("before\n\n| a |\n| - |\n| 1 |\n\nafter");
  expect(markdownOf("<blockquote>said</blockquote><h2>Head</h2>")).toBe("> said\n\n## Head");
});

test("no style, script or data: survives", () => {
  const hostile =
    '<style>p{color:red}</style><script>xss(1)</script><p style="color:red" onclick="xss(1)">words</p>' +
    '<a href="javascript:xss(1)">run</a> <img src="data:image/png;base64,AAAA" alt="a picture"><img src="x" onerror="xss(1)"> <iframe srcdoc="<b>x"></iframe>' +
    '<a href="data:text/html,x">data</a><svg><script>xss(1)</script></svg>';
  const text = markdownOf(hostile);
  expect(text).not.toMatch(/color|xss|data:|script|onerror|srcdoc/);
  expect(text).toContain("words");
  expect(text).toContain("run");
  expect(text).toContain("a picture");
});

test("what Google Docs wraps is not all bold", () => {
  expect(markdownOf('<b style="font-weight:normal;" id="docs-internal-guid-1"><p>plain <b>loud</b></p></b>')).toBe("plain **loud**");
});
