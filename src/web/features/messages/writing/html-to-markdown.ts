import { fromHtml } from "hast-util-from-html";
import { defaultHandlers, type Handle, toMdast } from "hast-util-to-mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";

const schemes = new Set(["http:", "https:", "mailto:"]);
const isSafe = (href: string) => URL.canParse(href) && schemes.has(new URL(href).protocol);

/** A link keeps its words and, where a browser may go there, its address. */
const link: Handle = (state, element) => {
  const href = String(element.properties["href"] ?? "");
  return isSafe(href) ? defaultHandlers.a(state, element) : state.all(element);
};

/** A picture becomes a link to it; one that lies in the page itself leaves its description. */
const picture: Handle = (_, element) => {
  const src = String(element.properties["src"] ?? "");
  const words = String(element.properties["alt"] ?? "");
  if (!/^https?:/.test(src)) return { type: "text", value: words };
  return { type: "link", url: src, children: [{ type: "text", value: words || src }] };
};

/** Google Docs puts a whole page into a `<b>` that says it isn't bold. */
const bold: Handle = (state, element) =>
  /font-weight:\s*(normal|[1-4]00)/.test(String(element.properties["style"] ?? "")) ? state.all(element) : defaultHandlers.strong(state, element);

const nothing: Handle = () => undefined;

/** HTML of the clipboard as Markdown. It is read without a document, so nothing of it runs or loads; what Markdown has no sign for goes. */
export function markdownOf(html: string): string {
  // Without a doctype, a table does not end the paragraph that it stands in.
  const tree = toMdast(fromHtml(`<!doctype html>${html}`), {
    handlers: { a: link, img: picture, b: bold, input: nothing, svg: nothing, video: nothing, audio: nothing, iframe: nothing },
  });
  return toMarkdown(tree, {
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    bullet: "-",
    emphasis: "_",
    fence: "`",
    fences: true,
    rule: "-",
    listItemIndent: "one",
    resourceLink: true,
  }).trim();
}
