import type { z } from "zod";
import type { Message as MessageReply } from "../../../contract/index.ts";
import type { PersonActor } from "../../http/index.ts";
import { RowUnreadable, type SealedStore, type Stored } from "../../platform/records/sealed.ts";
import type { Reads } from "../audit/index.ts";
import { type FilesShown, filesOf } from "../files/index.ts";
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
  readonly files: FilesShown;
}
const noFiles: FilesShown = () => undefined;
const plain: Decorations = { reactions: [], pins: [], heads: [], files: noFiles };

/** What every reader of a message gets alike; rights are checked before, by the channel's door. */
export function renderMessage(row: MessageRow, decorations: Decorations = plain): Rendered {
  return {
    ...placed(row.channel, refOf(row), decorations),
    author: row.author,
    kind: row.kind,
    body: row.deletedAt === null ? row.body : null,
    changedOutside: false,
    mentions: row.deletedAt === null ? row.mentions : [],
    teams: row.deletedAt === null ? row.teams : [],
    sentAt: row.sentAt,
    editedAt: row.editedAt,
    deletedAt: row.deletedAt,
    version: row.version,
    imported: row.source === "import",
    shownAs: row.imported?.shownAs ?? null,
    alsoIn: row.alsoIn,
    files: row.deletedAt === null ? row.files.flatMap((file) => decorations.files(file) ?? []) : [],
  };
}

const nobody = "00000000-0000-0000-0000-000000000000";

/** Stands in the place of a message whose row does not open. What hangs on it has rows of its own. */
export const renderUnreadable = (channel: string, ref: Ref, decorations: Decorations = plain): Rendered => ({
  ...placed(channel, ref, decorations),
  author: nobody,
  kind: "message",
  body: null,
  changedOutside: true,
  mentions: [],
  teams: [],
  sentAt: 0,
  editedAt: null,
  deletedAt: null,
  version: 0,
  imported: false,
  shownAs: null,
  alsoIn: null,
  files: [],
});

function placed(channel: string, ref: Ref, { reactions, pins, heads }: Decorations) {
  const isHere = (d: { post: number; reply: number }) => d.post === ref.post && d.reply === ref.reply;
  const head = ref.reply === 0 ? heads.find((h) => h.post === ref.post) : undefined;
  return {
    channel,
    ref: showRef(ref),
    ...ref,
    pinned: pins.some((pin) => isHere(pin) && pin.state === "on"),
    reactions: groupReactions(reactions.filter((r) => isHere(r) && r.state === "on")),
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
export function createMessageReader(records: SealedStore, reads: Pick<Reads, "note">) {
  const most = 20_000;

  /** All posts from one number to another; the caller has looked that there are so many, at most a page of them. */
  async function posts(company: string, channel: string, from: number, to: number): Promise<Rendered[]> {
    if (to < from) return [];
    const [rows, decorations] = await Promise.all([
      records.list(Message, { company, channel }, { from: { post: from }, to: { post: to }, limit: to - from + 1 }),
      decorationsOf(company, channel, from, to),
    ]);
    const refs = Array.from({ length: to - from + 1 }, (_, i) => ({ post: from + i, reply: 0 }));
    return inPlace(company, channel, refs, rows, decorations);
  }

  /** Messages have numbers without gaps: one that a list left out does not open. */
  async function inPlace(company: string, channel: string, refs: readonly Ref[], rows: readonly MessageRow[], decorations: Decorations): Promise<Rendered[]> {
    const sound = new Map(rows.map((row) => [showRef(refOf(row)), row]));
    const files = await filesFor(rows);
    const rendered = refs.map((ref) => {
      const row = sound.get(showRef(ref));
      return row ? renderMessage(row, { ...decorations, files }) : look(company, channel, ref, decorations);
    });
    return (await Promise.all(rendered)).filter((message) => message !== undefined);
  }

  async function look(company: string, channel: string, ref: Ref, decorations: Decorations): Promise<Rendered | undefined> {
    try {
      const found = await read(company, channel, ref);
      return found && renderMessage(found, { ...decorations, files: await filesFor([found]) });
    } catch (error) {
      if (!(error instanceof RowUnreadable)) throw error;
      return renderUnreadable(channel, ref, decorations);
    }
  }

  async function decorationsOf(company: string, channel: string, from: number, to: number): Promise<Decorations> {
    const partition = { company, channel };
    const range = { from: { post: from }, to: { post: to }, limit: most };
    const [reactions, pins, heads] = await Promise.all([
      records.list(Reaction, partition, range),
      records.list(Pin, partition, range),
      records.list(ThreadHead, partition, range),
    ]);
    return { reactions, pins, heads, files: noFiles };
  }

  /** What came with messages of one channel. */
  const filesFor = async (rows: readonly MessageRow[]): Promise<FilesShown> => {
    const [first] = rows;
    const refs = rows.flatMap(({ files }) => files);
    return first && refs.length > 0 ? filesOf(records, first.company, first.channel, refs) : noFiles;
  };

  const read = (company: string, channel: string, { post, reply }: Ref): Promise<MessageRow | undefined> =>
    reply === 0 ? records.get(Message, { company, channel, post }) : records.get(Reply, { company, channel, thread: post, reply });

  /** For whoever acts on it: one that does not open is as good as none. */
  const row = (company: string, channel: string, { post, reply }: Ref): Promise<MessageRow | undefined> =>
    reply === 0 ? records.find(Message, { company, channel, post }) : records.find(Reply, { company, channel, thread: post, reply });

  return {
    posts,
    row,

    /** A new message as it stands in its row: nothing hangs on it yet but what came with it. */
    fresh: async (row: MessageRow): Promise<Rendered> => renderMessage(row, { ...plain, files: await filesFor([row]) }),

    /** The one way of messages to a person, who may read them: where a channel asks for it, that he does stands in the log before. */
    async show<M extends { readonly channel: string } | null | undefined>(actor: PersonActor, messages: M[]): Promise<M[]> {
      for (const channel of new Set(messages.flatMap((message) => message?.channel ?? []))) await reads.note(actor, channel);
      return messages;
    },

    async one(company: string, channel: string, ref: Ref): Promise<Rendered | undefined> {
      return look(company, channel, ref, await decorationsOf(company, channel, ref.post, ref.post));
    },

    async replies(company: string, channel: string, thread: number, after: number, limit: number): Promise<Rendered[]> {
      const [rows, decorations] = await Promise.all([
        records.list(Reply, { company, channel, thread }, { from: { reply: after + 1 }, limit }),
        decorationsOf(company, channel, thread, thread),
      ]);
      const last = Math.min(after + limit, Math.max(decorations.heads[0]?.replies ?? 0, rows.at(-1)?.reply ?? 0));
      const refs = Array.from({ length: Math.max(0, last - after) }, (_, i) => ({ post: thread, reply: after + 1 + i }));
      return inPlace(company, channel, refs, rows, decorations);
    },

    /** The first post that was sent at a time or later, the last one where all are older: times in a channel never go back. */
    async sentFrom(company: string, channel: string, first: number, last: number, at: number): Promise<number> {
      let [from, to] = [first, last];
      while (from < to) {
        const middle = Math.floor((from + to) / 2);
        // One that does not open has no time: the next one that does stands for it.
        const [next] = await records.list(Message, { company, channel }, { from: { post: middle }, to: { post: to }, limit: 8 });
        if (next && next.sentAt < at) from = next.post + 1;
        else to = middle;
      }
      return Math.min(from, last);
    },

    pins: (company: string, channel: string, from: number, to: number) =>
      records.list(Pin, { company, channel }, { from: { post: from }, to: { post: to }, limit: 1000, reverse: true }),
  };
}
export type MessageReader = ReturnType<typeof createMessageReader>;
