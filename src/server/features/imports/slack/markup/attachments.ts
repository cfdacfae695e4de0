import { renderBlocks } from "./blocks.ts";
import type { MarkupContext, Mentions } from "./context.ts";
import { markdownLink } from "./entities.ts";
import { quoteLines, toMarkdown } from "./mrkdwn.ts";

export type RenderedAttachment = { readonly text: string } | { readonly leftOut: "link_preview" | "nothing_to_show" };

type Fields = Readonly<Record<string, unknown>>;

/**
 * An attachment as a Markdown quote. What Slack made from a link in the text is a preview and left out; what an app
 * sent, and a message that somebody passed on, is content.
 */
export function renderAttachment(value: unknown, context: MarkupContext, mentions: Mentions): RenderedAttachment {
  const fields: Fields = typeof value === "object" && value !== null ? (value as Fields) : {};
  const get = (name: string): string => (typeof fields[name] === "string" ? fields[name] : "");
  const passedOn = fields.is_share === true;
  if (!passedOn && (get("from_url") || get("original_url") || get("service_name"))) return { leftOut: "link_preview" };

  const text = (source: string): string => toMarkdown(source, "slack", context, mentions);
  const title = get("title");
  const lines = [
    text(get("pretext")),
    text(get("author_name")),
    get("title_link") ? markdownLink(get("title_link"), title) : title && `**${text(title)}**`,
    text(get("text")),
    ...(Array.isArray(fields.fields) ? fields.fields.map((field) => fieldLine(field, text)) : []),
    Array.isArray(fields.blocks) ? renderBlocks(fields.blocks, context, mentions).text : "",
  ].filter((line) => line !== "");
  if (lines.length === 0) lines.push(text(get("fallback")) || get("image_url"));
  const content = lines.join("\n").trim();
  return content === "" ? { leftOut: "nothing_to_show" } : { text: quoteLines(content) };
}

function fieldLine(value: unknown, text: (source: string) => string): string {
  const field: Fields = typeof value === "object" && value !== null ? (value as Fields) : {};
  const title = typeof field.title === "string" ? field.title : "";
  const content = typeof field.value === "string" ? text(field.value) : "";
  return [title && `**${text(title)}**`, content].filter((part) => part !== "").join(" ");
}
