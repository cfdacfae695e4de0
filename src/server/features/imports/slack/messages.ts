import type { SlackArchive } from "./archive.ts";
import { bodyOf, filesOf, type ImportedFile } from "./body.ts";
import type { MarkupContext, Mention } from "./markup/context.ts";
import { reactionEmoji } from "./markup/emoji.ts";
import type { PersonRef } from "./people.ts";
import { type DaySpan, type ImportedChannel, type Inventory, reactionCount } from "./scan.ts";
import { microseconds, milliseconds, readElements, SlackMessage } from "./shapes.ts";
import { SortedNumbers } from "./sorted-numbers.ts";
import { type ItemKind, type Ruling, ruleOn } from "./subtypes.ts";
import type { LeftOutReason, Tally } from "./tally.ts";

export interface ImportedReaction {
  /** The emoji itself, or `:name:` for a workspace's own. */
  readonly emoji: string;
  /** The export's ids of people, each once. */
  readonly users: readonly string[];
}

export interface ImportedItem {
  readonly kind: ItemKind;
  /** Slack's time in microseconds, as text: the identity within the channel. */
  readonly ts: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly authorRef: PersonRef;
  /** The name that an app chose for this message, where it isn't the author's. */
  readonly shownAs: string | null;
  /** Markdown; people and channels as the given tokens. Empty for deleted messages. */
  readonly text: string;
  /** Of `topic`, `purpose` and `rename`: the new one. */
  readonly value: string | null;
  /** `ts` of the thread's first message, which came earlier and is itself no reply; null outside of threads. */
  readonly parentTs: string | null;
  /** A reply that was shown in the channel too. */
  readonly broadcast: boolean;
  /** Milliseconds since 1970. */
  readonly editedAt: number | null;
  readonly reactions: readonly ImportedReaction[];
  readonly pinned: boolean;
  readonly deleted: boolean;
  readonly files: readonly ImportedFile[];
  readonly mentions: readonly Mention[];
}

export interface ReadOptions {
  /** The text that stands for a person whose id is the export's; all of `inventory.people` are asked for. */
  readonly personToken: (id: string) => string;
  readonly channelToken: (id: string) => string;
  /** Where to count; the inventory's own by default. */
  readonly tally?: Tally;
}

/**
 * A channel's messages by `ts`, oldest first, each `ts` once. Holds one day file at a time, more only where files overlap.
 * Reading twice gives the same items, so an interrupted import goes on behind the last `ts` that it has.
 * @throws ImportError
 */
export async function* readMessages(
  archive: SlackArchive,
  inventory: Inventory,
  channel: ImportedChannel,
  options: ReadOptions,
): AsyncGenerator<ImportedItem, void, undefined> {
  const reader = new ChannelReader(inventory, channel, options);
  for await (const message of inOrder(archive, channel.days)) {
    const item = reader.read(message);
    if (item) yield item;
  }
}

/** Merges day files by time. A file is read when the first of its messages is due. */
async function* inOrder(archive: SlackArchive, days: readonly DaySpan[]): AsyncGenerator<SlackMessage, void, undefined> {
  const spans = [...days].sort((a, b) => a.first - b.first);
  let waiting: { at: number; message: SlackMessage }[] = [];
  for (const [index, span] of spans.entries()) {
    const messages = await readElements(archive, span.file, SlackMessage);
    waiting = waiting.concat(messages.map((message) => ({ at: microseconds(message.ts), message }))).sort((a, b) => a.at - b.at);
    const nextFirst = spans[index + 1]?.first ?? Number.POSITIVE_INFINITY;
    const notDue = waiting.findIndex(({ at }) => at >= nextFirst);
    const due = notDue < 0 ? waiting : waiting.slice(0, notDue);
    waiting = notDue < 0 ? [] : waiting.slice(notDue);
    for (const { message } of due) yield message;
  }
}

class ChannelReader {
  readonly #inventory: Inventory;
  readonly #channel: ImportedChannel;
  readonly #tally: Tally;
  readonly #context: MarkupContext;
  readonly #pins: ReadonlySet<string>;
  /** Times of imported messages that aren't replies. */
  readonly #roots = new SortedNumbers();
  /** Thread whose first message isn't there → the reply that took its place. */
  readonly #standIns = new Map<string, string>();
  #lastAt = -1;

  constructor(inventory: Inventory, channel: ImportedChannel, options: ReadOptions) {
    const { people } = inventory;
    const channels = new Set(inventory.channels.map(({ id }) => id));
    this.#inventory = inventory;
    this.#channel = channel;
    this.#tally = options.tally ?? inventory.tally;
    this.#pins = new Set(channel.pins);
    this.#context = {
      personToken: (id) => (people.people.has(id) ? options.personToken(id) : null),
      channelToken: (id) => (channels.has(id) ? options.channelToken(id) : null),
      personName: (id) => people.people.get(id)?.name ?? id,
      handles: people.handles,
    };
  }

  /** Null when it is left out, which is then counted with its reason. */
  read(message: SlackMessage): ImportedItem | null {
    const ruling = ruleOn(message);
    const at = microseconds(message.ts);
    if (at === this.#lastAt) return this.#leaveOut(message, "repeated");
    if (typeof ruling === "string") return this.#leaveOut(message, ruling);
    const item = this.#item(message, ruling);
    if (!item) return this.#leaveOut(message, "empty");
    this.#lastAt = at;
    if (item.parentTs === null) this.#roots.push(at);
    this.#tally.imported("messages");
    return item;
  }

  #item(message: SlackMessage, ruling: Ruling): ImportedItem | null {
    const deleted = message.subtype === "tombstone";
    const body = bodyOf(
      deleted ? { ...message, text: "", blocks: [], attachments: [], files: [], file: null } : message,
      this.#inventory.dialect,
      this.#context,
    );
    const text = body.text.trim() === "" ? (ruling.text ?? "") : body.text;
    const isHeld = deleted || (message.reply_count ?? 0) > 0 || reactionCount(message) > 0;
    if (text === "" && !isHeld && (ruling.kind === "message" || ruling.kind === "notice")) return null;
    body.count(this.#tally);
    const authorId = this.#inventory.people.authorId(message);
    const parentTs = this.#parentOf(message);
    return {
      kind: ruling.kind,
      ts: message.ts,
      sentAt: milliseconds(message.ts),
      authorRef: this.#inventory.people.refOf(authorId),
      shownAs: this.#shownAs(message.username, authorId),
      text,
      value: newValueOf(message, ruling.kind),
      parentTs,
      broadcast: parentTs !== null && (message.subtype === "thread_broadcast" || message.subtype === "reply_broadcast"),
      editedAt: message.edited ? milliseconds(message.edited.ts) : null,
      reactions: this.#reactions(message),
      pinned: this.#pins.has(message.ts) || (message.pinned_to ?? []).includes(this.#channel.id),
      deleted,
      files: body.files,
      mentions: ruling.kind === "message" ? body.mentions : [],
    };
  }

  /** Replies whose first message isn't there stay together: the oldest of them takes its place. */
  #parentOf(message: SlackMessage): string | null {
    const root = message.thread_ts;
    if (!root || root === message.ts) return null;
    if (this.#roots.has(microseconds(root))) return root;
    const standIn = this.#standIns.get(root);
    if (standIn === undefined) this.#standIns.set(root, message.ts);
    return standIn ?? null;
  }

  #reactions(message: SlackMessage): ImportedReaction[] {
    const byEmoji = new Map<string, Set<string>>();
    for (const { name, users, count } of message.reactions ?? []) {
      const emoji = reactionEmoji(name.toWellFormed());
      const named = byEmoji.get(emoji) ?? new Set<string>();
      const before = named.size;
      for (const user of users ?? []) named.add(user);
      byEmoji.set(emoji, named);
      const given = users?.length ?? 0;
      this.#tally.imported("reactions", named.size - before);
      this.#tally.leftOut("reactions", "repeated", given - (named.size - before));
      this.#tally.leftOut("reactions", "user_not_named", Math.max(0, (count ?? 0) - given));
    }
    return [...byEmoji].filter(([, users]) => users.size > 0).map(([emoji, users]) => ({ emoji, users: [...users] }));
  }

  #shownAs(username: string | null | undefined, authorId: string): string | null {
    const author = this.#inventory.people.people.get(authorId);
    return username && ![author?.name, author?.displayName, author?.realName].includes(username) ? username : null;
  }

  #leaveOut(message: SlackMessage, reason: LeftOutReason): null {
    this.#tally.leftOut("messages", reason);
    this.#tally.leftOut("reactions", "message_left_out", reactionCount(message));
    this.#tally.leftOut("files", "message_left_out", filesOf(message).length);
    this.#tally.leftOut("attachments", "message_left_out", message.attachments?.length ?? 0);
    this.#tally.leftOut("blocks", "message_left_out", message.blocks?.length ?? 0);
    return null;
  }
}

function newValueOf(message: SlackMessage, kind: ItemKind): string | null {
  if (kind === "topic") return message.topic ?? "";
  if (kind === "purpose") return message.purpose ?? "";
  return kind === "rename" ? (message.name ?? "") : null;
}
