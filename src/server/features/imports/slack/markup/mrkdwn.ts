import { type CodeSpan, codeSpans } from "./code-spans.ts";
import type { MarkupContext, Mentions } from "./context.ts";
import type { Dialect } from "./dialect.ts";
import { emojiOf } from "./emoji.ts";
import { convertEntity, ENTITY, plainEntity, unescapeSlack } from "./entities.ts";
import { HANDLE } from "./handles.ts";

/** Replaces text[start, end) by `to`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

const LINK = String.raw`\[[^[\]<\n]*\]\([^()<\s]*\)`;
const ADDRESS = String.raw`\bhttps?:\/\/[^\s<>]+`;
const SHORTCODE = String.raw`(?<![\p{L}\p{N}]):[a-z0-9_+'\-]{1,64}:(?::skin-tone-[2-6]:)?`;
const ESCAPED = "&(?:amp|lt|gt);";

const MARKDOWN_TOKENS = new RegExp([ENTITY, LINK, ADDRESS, SHORTCODE, HANDLE].join("|"), "gu");
const SLACK_TOKENS = new RegExp([ENTITY, LINK, ADDRESS, SHORTCODE, HANDLE, ESCAPED].join("|"), "gu");

/** Without any of these there is nothing to translate, as in most messages. */
const MARKDOWN_MARK = /[<:@]/;
const SLACK_MARK = /[<:@&*~`•◦▪▫‣]/;

const BOLD = /(?<![\p{L}\p{N}*])\*(?![\s*])([^*\n]*[^\s*])\*(?![\p{L}\p{N}*])/gu;
const STRIKE = /(?<![\p{L}\p{N}~])~(?![\s~])([^~\n]*[^\s~])~(?![\p{L}\p{N}~])/gu;
const LINE = /^(?:([ \t]*&gt;[ \t]?)|([ \t]*)[•◦▪▫‣][\uFE0E\uFE0F]?[ \t]+)?/gm;

/**
 * A message's text as Markdown. In Slack's dialect all its markup is translated; in Markdown's only what Markdown lacks:
 * references in angle brackets, emoji names and known plain handles. Everything else keeps every character.
 */
export function toMarkdown(text: string, dialect: Dialect, context: MarkupContext, mentions: Mentions): string {
  if (!(dialect === "slack" ? SLACK_MARK : MARKDOWN_MARK).test(text)) return text;
  const code = codeSpans(text, dialect);
  if (dialect === "markdown") return apply(text, tokenEdits(text, code, dialect, context, mentions));
  const quote = [...text.matchAll(/^&gt;&gt;&gt;[ \t]?/gm)].find((match) => !isInside(code, match.index));
  if (!quote) return mrkdwn(text, code, context, mentions);
  const [head, rest] = [text.slice(0, quote.index), text.slice(quote.index + quote[0].length)];
  const before = mrkdwn(head, codeSpans(head, "slack"), context, mentions);
  return `${endParagraph(before)}${quoteLines(mrkdwn(rest, codeSpans(rest, "slack"), context, mentions))}`;
}

function mrkdwn(text: string, code: readonly CodeSpan[], context: MarkupContext, mentions: Mentions): string {
  const tokens = tokenEdits(text, code, "slack", context, mentions);
  const opaque = mask(text, [...code, ...tokens]);
  const edits = [
    ...code.map((span) => codeEdit(text, span, context)),
    ...tokens,
    ...emphasisEdits(opaque, BOLD, "**"),
    ...emphasisEdits(opaque, STRIKE, "~~"),
    ...lineEdits(text, code),
  ];
  return apply(text, edits);
}

/** Every line as a Markdown quote. */
export function quoteLines(markdown: string): string {
  return markdown.replace(/^(?!$)/gm, "> ").replace(/^$/gm, ">");
}

/** One edit for each token, also for links that stay as they are: what is inside of them isn't markup. */
function tokenEdits(text: string, code: readonly CodeSpan[], dialect: Dialect, context: MarkupContext, mentions: Mentions): Edit[] {
  const edits: Edit[] = [];
  const pattern = new RegExp(dialect === "slack" ? SLACK_TOKENS : MARKDOWN_TOKENS);
  let span = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const start = match.index;
    while (span < code.length && (code[span]?.end ?? 0) <= start) span += 1;
    const inside = code[span];
    // A token that reaches into code isn't one: go on behind the code.
    if (inside && inside.start < start + match[0].length) {
      pattern.lastIndex = inside.start > start ? start + 1 : inside.end;
      continue;
    }
    const edit = tokenEdit(text, start, match[0], dialect, context, mentions);
    if (edit) edits.push(edit);
    pattern.lastIndex = edit ? edit.end : start + 1;
  }
  return edits;
}

/** Null when the candidate is plain text after all. */
function tokenEdit(text: string, start: number, token: string, dialect: Dialect, context: MarkupContext, mentions: Mentions): Edit | null {
  const end = start + token.length;
  const as = (to: string | null): Edit | null => (to === null ? null : { start, end, to });
  switch (token[0]) {
    case "<":
      // In Markdown <https://…> is a link already; only a label makes it Slack's.
      if (dialect === "markdown" && /^<[a-z]+:[^|]*>$/.test(token)) return as(token);
      return as(convertEntity(token.slice(1, -1), context, mentions, text.slice(Math.max(0, start - 2), start), text.slice(end, end + 1)));
    case ":":
      return as(emojiOf(token.slice(1, -1)));
    case "@": {
      const known = context.handles.find(token.slice(1));
      const written = known && context.personToken(known.id);
      if (!known || !written) return null;
      mentions.add(known.id, false);
      return { start, end: start + 1 + known.length, to: written };
    }
    default:
      return as(dialect === "slack" ? unescapeSlack(token) : token);
  }
}

/** A fence gets lines of its own, which Slack doesn't ask for. */
function codeEdit(text: string, span: CodeSpan, context: MarkupContext): Edit {
  const width = span.fenced ? 3 : 1;
  const raw = text.slice(span.start + width, span.end - width);
  const plain = unescapeSlack(raw.replace(/<([^<>\n]+)>/g, (whole, inner: string) => plainEntity(inner, context) ?? whole));
  if (!span.fenced) return { start: span.start, end: span.end, to: `\`${plain}\`` };
  const before = span.start === 0 || text[span.start - 1] === "\n" ? "" : "\n";
  const after = span.end === text.length || text[span.end] === "\n" ? "" : "\n";
  const body = plain.replace(/^\n/, "").replace(/\n$/, "");
  return { start: span.start, end: span.end, to: `${before}\`\`\`\n${body}\n\`\`\`${after}` };
}

/** The same text with protected ranges blanked by a character that is neither space nor letter nor mark. */
function mask(text: string, ranges: readonly { start: number; end: number }[]): string {
  let out = "";
  let from = 0;
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    out += text.slice(from, range.start) + text.slice(range.start, range.end).replace(/[^\n]/g, "\u0001");
    from = range.end;
  }
  return out + text.slice(from);
}

function emphasisEdits(opaque: string, pattern: RegExp, mark: string): Edit[] {
  return [...opaque.matchAll(pattern)].flatMap((match) => {
    const end = match.index + match[0].length;
    return [
      { start: match.index, end: match.index + 1, to: mark },
      { start: end - 1, end, to: mark },
    ];
  });
}

/** Quotes and bullets. A line after a quote gets a blank one before it: Markdown would take it into the quote. */
function lineEdits(text: string, code: readonly CodeSpan[]): Edit[] {
  const edits: Edit[] = [];
  let quoting = false;
  for (const match of text.matchAll(LINE)) {
    const [whole, quote, indent] = match;
    if (isInside(code, match.index)) continue;
    if (quote !== undefined) edits.push({ start: match.index, end: match.index + whole.length, to: "> " });
    else if (indent !== undefined) edits.push({ start: match.index, end: match.index + whole.length, to: `${quoting ? "\n" : ""}${indent}- ` });
    else if (quoting && text[match.index] !== "\n" && match.index < text.length) edits.push({ start: match.index, end: match.index, to: "\n" });
    quoting = quote !== undefined;
  }
  return edits;
}

function isInside(spans: readonly CodeSpan[], at: number): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.start ?? at) < at;
}

function endParagraph(markdown: string): string {
  return markdown === "" || markdown.endsWith("\n\n") ? markdown : markdown.endsWith("\n") ? `${markdown}\n` : `${markdown}\n\n`;
}

function apply(text: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return text;
  const ordered = [...edits].sort((a, b) => a.start - b.start || insertsFirst(a, b) || b.end - a.end);
  let out = "";
  let from = 0;
  for (const edit of ordered) {
    // A quote's mark is an escape too: the line's edit is the longer one and came first.
    if (edit.start < from) continue;
    out += text.slice(from, edit.start) + edit.to;
    from = edit.end;
  }
  return out + text.slice(from);
}

function insertsFirst(a: Edit, b: Edit): number {
  return Number(a.end > a.start) - Number(b.end > b.start);
}
