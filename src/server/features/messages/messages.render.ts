import type { z } from "zod";
import type { Message as MessageReply } from "../../../contract/index.ts";
import type { SealedStore, Stored } from "../../platform/records/sealed.ts";
import { Message, Pin, Reaction, Reply, ThreadHead } from "./messages.records.ts";

export type Rendered = z.output<typeof MessageReply>;
type PostRow = Stored<typeof Message>;
type ReplyRow = Stored<typeof Reply>;
/** A top-level message or a reply, alike but for its place. */
export type MessageRow = PostRow | ReplyRow;

export interface Ref {
  readonly post: number;
  /** 0: the post itself. */
  readonly reply: number;
}

/** `12` or `12.3`, checked by the contract. */
export function parseRef(ref: string): Ref {
  const [post, reply] = ref.split(".");
  return { post: Number(post), reply: Number(reply ?? 0) };
}
export const showRef = ({ post, reply }: Ref): string => (reply === 0 ? `${post}` : `${post}.${reply}`);
export const refOf = (row: MessageRow): Ref => ("thread" in row ? { post: row.thread, reply: row.reply } : { post: row.post, reply: 0 });

interface Decorations {
  readonly reactions: readonly Stored<typeof Reaction>[];
  readonly pins: readonly Stored<typeof Pin>[];
  readonly heads: readonly Stored<typeof ThreadHead>[];
}
const plain: Decorations = { reactions: [], pins: [], heads: [] };

/** What every reader of a message gets alike; rights are checked before, by the channel's door. */
export function renderMessage(row: MessageRow, decorations: Decorations = plain): Rendered {
  const ref = refOf(row);
  const isHere = (d: { post: number; reply: number }) => d.post === ref.post && d.reply === ref.reply;
  const head = ref.reply === 0 ? decorations.heads.find((h) => h.post === ref.post) : undefined;
  return {
    channel: row.channel,
    ref: showRef(ref),
    ...ref,
    author: row.author,
    kind: row.kind,
    body: row.deletedAt === null ? row.body : null,
    mentions: row.deletedAt === null ? row.mentions : [],
    sentAt: row.sentAt,
    editedAt: row.editedAt,
    deletedAt: row.deletedAt,
    version: row.version,
    pinned: decorations.pins.some((pin) => isHere(pin) && pin.state === "on"),
    imported: row.source === "import",
    shownAs: row.imported?.shownAs ?? null,
    alsoIn: row.alsoIn,
    reactions: groupReactions(decorations.reactions.filter((r) => isHere(r) && r.state === "on")),
    thread: head ? { replies: head.replies, lastAt: head.lastAt, people: head.people } : null,
  };
}

/** In the order in which they first came. */
function groupReactions(rows: readonly Stored<typeof Reaction>[]) {
  const groups = new Map<string, { emoji: string; count: number; people: string[] }>();
  for (const row of [...rows].sort((a, b) => a.at - b.at)) {
    const group = groups.get(row.emoji) ?? { emoji: row.emoji, count: 0, people: [] };
    group.count++;
    group.people.push(row.person);
    groups.set(row.emoji, group);
  }
  return [...groups.values()];
}

/** Reads messages with what hangs on them. A page costs one read per kind of row, whatever its length. */
export function createMessageReader(records: SealedStore) {
  const most = 20_000;

  async function posts(company: string, channel: string, from: number, to: number, most: number, reverse = false): Promise<Rendered[]> {
    if (to < from) return [];
    const partition = { company, channel };
    const rows = await records.list(Message, partition, { from: { post: from }, to: { post: to }, limit: most, reverse });
    if (reverse) rows.reverse();
    const first = rows[0]?.post ?? 0;
    const last = rows.at(-1)?.post ?? 0;
    const decorations = rows.length > 0 ? await decorationsOf(company, channel, first, last) : plain;
    return rows.map((row) => renderMessage(row, decorations));
  }

  async function decorationsOf(company: string, channel: string, from: number, to: number): Promise<Decorations> {
    const partition = { company, channel };
    const range = { from: { post: from }, to: { post: to }, limit: most };
    const [reactions, pins, heads] = await Promise.all([
      records.list(Reaction, partition, range),
      records.list(Pin, partition, range),
      records.list(ThreadHead, partition, range),
    ]);
    return { reactions, pins, heads };
  }

  function row(company: string, channel: string, ref: Ref): Promise<MessageRow | undefined> {
    return ref.reply === 0
      ? records.get(Message, { company, channel, post: ref.post })
      : records.get(Reply, { company, channel, thread: ref.post, reply: ref.reply });
  }

  return {
    posts,
    row,

    async one(company: string, channel: string, ref: Ref): Promise<Rendered | undefined> {
      const [found, decorations] = await Promise.all([row(company, channel, ref), decorationsOf(company, channel, ref.post, ref.post)]);
      return found && renderMessage(found, decorations);
    },

    async replies(company: string, channel: string, thread: number, after: number, limit: number): Promise<Rendered[]> {
      const [rows, decorations] = await Promise.all([
        records.list(Reply, { company, channel, thread }, { from: { reply: after + 1 }, limit }),
        decorationsOf(company, channel, thread, thread),
      ]);
      return rows.map((r) => renderMessage(r, decorations));
    },

    pins: (company: string, channel: string, from: number, to: number) =>
      records.list(Pin, { company, channel }, { from: { post: from }, to: { post: to }, limit: 1000, reverse: true }),
  };
}
export type MessageReader = ReturnType<typeof createMessageReader>;
