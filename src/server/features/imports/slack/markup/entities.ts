import type { MarkupContext, Mentions } from "./context.ts";

/** Anything between angle brackets: Slack's when its form says so, else literal text. */
export const ENTITY = String.raw`<[^<>\n]{1,8192}>`;

const PERSON = /^@([UW][A-Z0-9]{2,63})(?:\|(.*))?$/;
const CHANNEL = /^#([CGD][A-Z0-9]{2,63})(?:\|(.*))?$/;
const BROADCAST = /^!(here|channel|everyone)(?:\|.*)?$/;
const GROUP = /^!subteam\^([A-Z0-9]{2,64})(?:\|(.*))?$/;
const DATE = /^!date\^(-?\d{1,12})(?:\.\d+)?\^[^|]*(?:\|(.*))?$/;
const LINK = /^((?:https?|ftp):\/\/[^|\s]+|(?:mailto|tel):[^|\s]+)(?:\|(.*))?$/;

/** Slack escapes exactly these three (docs.slack.dev, "Formatting message text"). */
export function unescapeSlack(text: string): string {
  return text.includes("&") ? text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === "amp" ? "&" : name === "lt" ? "<" : ">")) : text;
}

/** Inside `<…>`: who or what is meant; null when this isn't Slack's syntax. */
export function convertEntity(inner: string, context: MarkupContext, mentions: Mentions, before: string, after: string): string | null {
  const person = PERSON.exec(inner);
  if (person?.[1]) return personMention(person[1], person[2], context, mentions);
  const channel = CHANNEL.exec(inner);
  if (channel?.[1]) return context.channelToken(channel[1]) ?? `#${unescapeSlack(channel[2] || channel[1])}`;
  const named = namedEntity(inner);
  if (named !== null) return named;
  const link = LINK.exec(inner);
  return link?.[1] ? markdownLink(unescapeSlack(link[1]), unescapeSlack(link[2] ?? ""), before, after) : null;
}

/** In code only the words count: no tokens, no links. */
export function plainEntity(inner: string, context: MarkupContext): string | null {
  const person = PERSON.exec(inner);
  if (person?.[1]) return `@${person[2] ? unescapeSlack(person[2]) : context.personName(person[1])}`;
  const channel = CHANNEL.exec(inner);
  if (channel?.[1]) return `#${unescapeSlack(channel[2] || channel[1])}`;
  const link = LINK.exec(inner);
  return namedEntity(inner) ?? (link?.[1] ? unescapeSlack(link[2] || link[1]) : null);
}

/** Ids of people that a text mentions, known or not. */
export function mentionedIds(text: string): string[] {
  return text.includes("<@") ? [...text.matchAll(/<@([UW][A-Z0-9]{2,63})(?:\|[^<>\n]*)?>/g)].map((match) => match[1] ?? "") : [];
}

function personMention(id: string, label: string | undefined, context: MarkupContext, mentions: Mentions): string {
  const token = context.personToken(id);
  if (token === null) return `@${unescapeSlack(label || id)}`;
  mentions.add(id, true);
  return token;
}

/** Broadcasts, user groups and dates: words without effect. */
function namedEntity(inner: string): string | null {
  const broadcast = BROADCAST.exec(inner);
  if (broadcast) return `@${broadcast[1]}`;
  const group = GROUP.exec(inner);
  if (group?.[1]) return `@${unescapeSlack(group[2] || group[1]).replace(/^@/, "")}`;
  const date = DATE.exec(inner);
  if (date?.[1]) return date[2] ? unescapeSlack(date[2]) : isoDate(Number(date[1]));
  return null;
}

function isoDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString();
}

/** `[label](url)`, or the bare address where it reads the same and Markdown finds its end by itself (GFM 6.9). */
export function markdownLink(url: string, label: string, before = "", after = ""): string {
  const target = url.replace(/[()<>\s"\\|]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  const address = url.replace(/^(?:mailto|tel):/, "");
  // Typed as Markdown in Slack's composer, which then wraps only the address: [label](<https://…>)
  if (before.endsWith("](") && after.startsWith(")")) return target;
  const saysTheSame = label === "" || label === url || label === address;
  const standsAlone = /^$|[\s*_~(]$/.test(before) && /^$|^[\s.,;:!?)*_~'"]/.test(after);
  const endsByItself = /^(?:https?:\/\/|[^:/\s]+@)[^\s*`()[\]\\<>]*[\w/=#&%+-]$/.test(address);
  if (saysTheSame && standsAlone && endsByItself) return address;
  return `[${(label || address).replace(/[[\]\\`]/g, "\\$&")}](${target})`;
}
