import { renderAttachment } from "./markup/attachments.ts";
import { inlineCode, isTypedText, renderBlocks } from "./markup/blocks.ts";
import { type MarkupContext, type Mention, Mentions } from "./markup/context.ts";
import { type Dialect, isSlackMarkup } from "./markup/dialect.ts";
import { toMarkdown } from "./markup/mrkdwn.ts";
import type { SlackFile, SlackMessage } from "./shapes.ts";
import type { Tally } from "./tally.ts";

export interface ImportedFile {
  readonly name: string;
  readonly mimetype: string | null;
  /** Bytes. */
  readonly size: number | null;
}

export interface Body {
  readonly text: string;
  readonly mentions: readonly Mention[];
  readonly files: readonly ImportedFile[];
  /** Counts what it is made of; called when the message is imported. */
  readonly count: (tally: Tally) => void;
}

/**
 * What a message says, from all the places where Slack keeps it: its text or its blocks, attachments, and a line for
 * each file, since the export has names but no contents.
 */
export function bodyOf(message: SlackMessage, exportDialect: Dialect, context: MarkupContext): Body {
  const mentions = new Mentions();
  const written = message.text ?? "";
  const blocks = message.blocks ?? [];
  const dialect = isSlackMarkup(written, blocks.length > 0) ? "slack" : exportDialect;

  // Typed text stands in both places; an app's text is only a summary of its blocks.
  const fromBlocks = blocks.length > 0 && (written.trim() === "" || !isTypedText(blocks)) ? renderBlocks(blocks, context, mentions) : null;
  const main = fromBlocks?.text || toMarkdown(written, dialect, context, mentions);
  const attachments = (message.attachments ?? []).map((attachment) => renderAttachment(attachment, context, mentions));
  const files = filesOf(message);

  const parts = [
    message.subtype === "me_message" ? asAction(main) : main,
    ...attachments.flatMap((attachment) => ("text" in attachment ? [attachment.text] : [])),
    files.map((file) => `📎 ${inlineCode(file.name)}`).join("\n"),
  ];
  return {
    text: parts
      .filter((part) => part !== "")
      .join("\n\n")
      .toWellFormed(),
    mentions: mentions.list(),
    files,
    count: (tally) => {
      tally.imported("blocks", fromBlocks ? fromBlocks.rendered : blocks.length);
      tally.leftOut("blocks", "unknown_block", fromBlocks?.unknown ?? 0);
      for (const attachment of attachments) {
        if ("text" in attachment) tally.imported("attachments");
        else tally.leftOut("attachments", attachment.leftOut);
      }
      tally.leftOut("files", "contents_not_in_export", files.length);
    },
  };
}

export function filesOf(message: SlackMessage): ImportedFile[] {
  const files = [...(message.files ?? []), message.file].filter((file): file is SlackFile => Boolean(file));
  return files.map((file) => ({ name: file.name || file.title || "file", mimetype: file.mimetype || null, size: file.size ?? null }));
}

/** `/me` lines are set in italics, where that can't collide with their own marks. */
function asAction(text: string): string {
  return text === "" || /[_\n]|^\s|\s$/.test(text) ? text : `_${text}_`;
}
