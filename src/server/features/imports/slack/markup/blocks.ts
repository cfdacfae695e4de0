import type { MarkupContext, Mentions } from "./context.ts";
import { emojiOf } from "./emoji.ts";
import { markdownLink } from "./entities.ts";
import { quoteLines, toMarkdown } from "./mrkdwn.ts";

/** Slack's structured texts (docs.slack.dev, "Block Kit": rich_text, section, header, context, divider, image, markdown). */
export interface RenderedBlocks {
  readonly text: string;
  readonly rendered: number;
  /** Buttons, inputs and whatever was invented since: they have no text of their own. */
  readonly unknown: number;
}

type Node = Readonly<Record<string, unknown>>;

export function renderBlocks(blocks: readonly unknown[], context: MarkupContext, mentions: Mentions): RenderedBlocks {
  const renderer = new BlockRenderer(context, mentions);
  const texts: string[] = [];
  let rendered = 0;
  for (const block of blocks) {
    const text = renderer.block(asNode(block));
    if (text !== null) rendered += 1;
    if (text) texts.push(text);
  }
  return { text: texts.join("\n\n"), rendered, unknown: blocks.length - rendered };
}

/** Is the message's own text no more than these blocks say? So it is with what people type: one rich text. */
export function isTypedText(blocks: readonly unknown[]): boolean {
  return blocks.every((block) => asNode(block).type === "rich_text");
}

/** Ids of the people whom blocks mention, at any depth. */
export function peopleInBlocks(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(value)) for (const item of value) peopleInBlocks(item, found);
  else if (typeof value === "object" && value !== null) {
    const node = value as Node;
    if (node.type === "user" && typeof node.user_id === "string") found.add(node.user_id);
    for (const item of Object.values(node)) if (typeof item === "object") peopleInBlocks(item, found);
  }
  return found;
}

class BlockRenderer {
  readonly #context: MarkupContext;
  readonly #mentions: Mentions;

  constructor(context: MarkupContext, mentions: Mentions) {
    this.#context = context;
    this.#mentions = mentions;
  }

  /** Null when the block isn't known. */
  block(block: Node): string | null {
    switch (block.type) {
      case "rich_text":
        return this.#richText(asNodes(block.elements));
      case "section":
        return [this.#textObject(block.text), ...asNodes(block.fields).map((field) => this.#textObject(field))].filter((text) => text !== "").join("\n");
      case "header":
        return strong(this.#textObject(block.text));
      case "context":
        return asNodes(block.elements)
          .map((element) => (element.type === "image" ? asText(element.alt_text) : this.#textObject(element)))
          .filter((text) => text !== "")
          .join(" ");
      case "divider":
        return "---";
      case "image":
        return this.#textObject(block.title) || asText(block.alt_text);
      case "markdown":
        return toMarkdown(asText(block.text), "markdown", this.#context, this.#mentions);
      default:
        return null;
    }
  }

  /** `{ type: "mrkdwn" | "plain_text", text }` */
  #textObject(value: unknown): string {
    const node = asNode(value);
    return toMarkdown(asText(node.text), node.type === "mrkdwn" ? "slack" : "markdown", this.#context, this.#mentions);
  }

  #richText(elements: readonly Node[]): string {
    let out = "";
    let previous = "";
    for (const element of elements) {
      const type = asText(element.type);
      const text = this.#richElement(type, element);
      if (text === "") continue;
      // A list that goes on at another depth is one list; everything else that isn't a line of prose stands by itself.
      const together = (type === "rich_text_list" && previous === type) || (type === "rich_text_section" && (previous === type || out.endsWith("\n")));
      out += out === "" ? text : together ? `${out.endsWith("\n") ? "" : "\n"}${text}` : `${out.endsWith("\n") ? "\n" : "\n\n"}${text}`;
      previous = type;
    }
    return out.replace(/\n+$/, "");
  }

  #richElement(type: string, element: Node): string {
    const children = asNodes(element.elements);
    if (type === "rich_text_quote") return quoteLines(this.#inline(children));
    if (type === "rich_text_preformatted") return fence(children.map((child) => asText(child.text) || asText(child.url)).join(""));
    if (type !== "rich_text_list") return this.#inline(children);
    const indent = "    ".repeat(Math.min(8, asNumber(element.indent)));
    const first = asNumber(element.offset) + 1;
    const mark = (index: number): string => (element.style === "ordered" ? `${first + index}.` : "-");
    return children.map((item, index) => `${indent}${mark(index)} ${this.#inline(asNodes(item.elements)).replace(/\n/g, `\n${indent}  `)}`).join("\n");
  }

  #inline(nodes: readonly Node[]): string {
    return nodes.map((node) => styled(this.#inlineNode(node), asNode(node.style))).join("");
  }

  #inlineNode(node: Node): string {
    const context = this.#context;
    switch (node.type) {
      case "text":
        return asNode(node.style).code === true ? asText(node.text) : toMarkdown(asText(node.text), "markdown", context, this.#mentions);
      case "link":
        return markdownLink(asText(node.url), asText(node.text));
      case "user":
        return this.#person(asText(node.user_id));
      case "channel":
        return context.channelToken(asText(node.channel_id)) ?? `#${asText(node.channel_id)}`;
      case "usergroup":
        return `@${asText(node.usergroup_id)}`;
      case "broadcast":
        return `@${asText(node.range)}`;
      case "emoji":
        return emojiOf(asText(node.name)) ?? `:${asText(node.name)}:`;
      case "color":
        return asText(node.value);
      default:
        return asText(node.fallback) || asText(node.text);
    }
  }

  #person(id: string): string {
    const token = this.#context.personToken(id);
    if (token === null) return `@${id}`;
    this.#mentions.add(id, true);
    return token;
  }
}

/** Markdown's marks must touch the words, so outer spaces go outside. */
function styled(text: string, style: Node): string {
  const core = text.trim();
  if (core === "") return text;
  const lead = text.slice(0, text.indexOf(core));
  const trail = text.slice(lead.length + core.length);
  let out = style.code === true ? inlineCode(core) : core;
  if (style.italic === true) out = `_${out}_`;
  if (style.bold === true) out = strong(out);
  if (style.strike === true) out = `~~${out}~~`;
  return `${lead}${out}${trail}`;
}

function strong(text: string): string {
  return text === "" ? "" : `**${text}**`;
}

/** A code span whose marks are longer than any run of backticks inside (CommonMark 6.1). */
export function inlineCode(text: string): string {
  const mark = "`".repeat(longestRun(text) + 1);
  const pad = /^`|`$/.test(text) ? " " : "";
  return `${mark}${pad}${text.replace(/\n/g, " ")}${pad}${mark}`;
}

function fence(text: string): string {
  const mark = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${mark}\n${text.replace(/\n$/, "")}\n${mark}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function asNode(value: unknown): Node {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

function asNodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(asNode) : [];
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function asNumber(value: unknown): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
