import { type PersonActor, Refusal } from "../../http/index.ts";
import type { Consumer } from "../../platform/jobs/index.ts";
import { put, type SealedStore } from "../../platform/records/sealed.ts";
import { type ChannelAccess, ChannelEvent } from "../channels/index.ts";
import { Broadcast, InboxRow, Message, Reply } from "./messages.records.ts";
import { type MessageReader, parseRef, type Ref, type Rendered } from "./messages.render.ts";

const most = 5000;
type Dated = Ref & { readonly at: number };
/** Of one millisecond, the higher number. */
const newestFirst = (a: Dated, b: Dated): number => b.at - a.at || b.post - a.post || b.reply - a.reply;

export interface InboxDeps {
  readonly records: SealedStore;
  readonly access: ChannelAccess;
  readonly reader: MessageReader;
  /** The actor's channels, for what addresses whole channels. */
  readonly channelsOf: (company: string, person: string) => Promise<readonly string[]>;
  readonly onChange: (company: string, person: string, channel: string) => void;
}

/** One row per addressed person, projected from events; content is read from its one home, under today's rights. */
export function createInbox(d: InboxDeps) {
  async function project(company: string, channel: string, ref: Ref): Promise<void> {
    const row = await d.reader.row(company, channel, ref);
    if (!row || row.deletedAt !== null || row.source === "import") return;
    const kinds = new Map<string, "mention" | "reply">();
    if (ref.reply > 0) for (const person of await threadPeople(company, channel, ref)) kinds.set(person, "reply");
    for (const person of row.mentions) kinds.set(person, "mention");
    kinds.delete(row.author);
    const rows = [...kinds].map(([person, kind]) => ({ company, person, channel, ...ref, kind, at: row.sentAt, state: "new" }) as const);
    const standing = await d.records.getMany(InboxRow, rows);
    // Who is mentioned by an edit stood there as one of the thread.
    const isNew = (at: number) => standing[at] === undefined || (rows[at]?.kind === "mention" && standing[at].kind === "reply");
    await d.records.merge(rows.flatMap((one, at) => (isNew(at) ? [put(InboxRow, one, (standing[at]?.version ?? 0) + 1)] : [])));
    for (const person of kinds.keys()) {
      // Who was mentioned but isn't in the channel must not learn even that.
      if ((await d.access.member(company, channel, person))?.state === "active") d.onChange(company, person, channel);
    }
  }

  /** Who started the thread, or wrote in it before this reply. */
  async function threadPeople(company: string, channel: string, { post: thread, reply }: Ref): Promise<string[]> {
    const root = await d.records.find(Message, { company, channel, post: thread });
    const replies = await d.records.list(Reply, { company, channel, thread }, { to: { reply: reply - 1 }, limit: 1000, reverse: true });
    return [...new Set([...(root ? [root.author] : []), ...replies.map((reply) => reply.author)])];
  }

  const rowsOf = (company: string, person: string) => d.records.list(InboxRow, { company, person }, { limit: most });

  /** Today's rights: a row of a channel that the person left shows nothing. */
  async function visible(actor: PersonActor, row: { channel: string; post: number; reply: number }): Promise<Rendered | undefined> {
    const member = await d.access.member(actor.company, row.channel, actor.person);
    if (member?.state !== "active" || row.post < member.fromPost) return undefined;
    const message = await d.reader.one(actor.company, row.channel, row);
    return message?.deletedAt === null ? message : undefined;
  }

  /** The last so many of each channel: all that came after `since`. */
  async function broadcasts(actor: PersonActor, depth: number) {
    const channels = await d.channelsOf(actor.company, actor.person);
    const read = (channel: string) => d.records.list(Broadcast, { company: actor.company, channel }, { reverse: true, limit: depth });
    const lists = await Promise.all(channels.map(read));
    return {
      rows: lists.flat().filter((row) => row.author !== actor.person),
      since: Math.max(-1, ...lists.map((list) => (list.length < depth ? -1 : (list.at(-1)?.at ?? -1)))),
    };
  }

  /** The newest of the rows that still show something, with their messages: as many as were asked for, where there are so many. */
  async function newestVisible<R extends Ref & { channel: string; at: number }>(actor: PersonActor, rows: readonly R[], limit: number) {
    const newest = [...rows].sort(newestFirst);
    const shown: { row: R; message: Rendered }[] = [];
    for (let start = 0; start < newest.length && shown.length < limit; start += limit) {
      const part = newest.slice(start, start + limit);
      const messages = await Promise.all(part.map((row) => visible(actor, row)));
      shown.push(...part.flatMap((row, i) => (messages[i] ? [{ row, message: messages[i] }] : [])));
    }
    return shown.slice(0, limit);
  }

  return {
    consumer: {
      name: "inbox",
      tables: [ChannelEvent.name],
      from: "durable",
      async handle(changes) {
        for (const row of changes.flatMap((change) => change.rows)) {
          const event = await d.records.open(ChannelEvent, row);
          if (event.kind !== "posted" && event.kind !== "replied" && event.kind !== "edited") continue;
          await project(event.company, event.channel, { post: event.post, reply: event.reply });
        }
      },
    } satisfies Consumer as Consumer,

    /** Mentions that are not done, as channel → posts. */
    async mentions(company: string, person: string): Promise<Map<string, number[]>> {
      const posts = new Map<string, number[]>();
      for (const row of await rowsOf(company, person)) {
        if (row.kind === "mention" && row.state === "new") posts.set(row.channel, [...(posts.get(row.channel) ?? []), row.post]);
      }
      return posts;
    },

    /** What `list` would show as open, of the newest hundred: a badge beyond that says no more. */
    async count(actor: PersonActor): Promise<number> {
      const open = (await rowsOf(actor.company, actor.person)).filter((row) => row.state === "new");
      return (await newestVisible(actor, open, 100)).length;
    },

    async list(actor: PersonActor, limit: number) {
      const addressed = (await rowsOf(actor.company, actor.person)).map((row) => ({ ...row, done: row.state === "done" }));
      const own = new Set(addressed.map((row) => `${row.channel} ${row.post} ${row.reply}`));
      for (let depth = limit; ; depth *= 4) {
        const { rows, since } = await broadcasts(actor, depth);
        const toAll = rows
          .filter((row) => !own.has(`${row.channel} ${row.post} ${row.reply}`))
          .map((row) => ({ ...row, kind: "broadcast" as const, done: false }));
        const shown = await newestVisible(actor, [...addressed, ...toAll], limit);
        const isNewest = shown.length === limit && (shown.at(-1)?.row.at ?? 0) > since;
        if (isNewest || since < 0 || depth >= most) return { items: shown.map(({ row: { kind, at, done }, message }) => ({ kind, at, done, message })) };
      }
    },

    /** Brings a saved message back, new again. */
    async remind(company: string, person: string, channel: string, { post, reply }: Ref, at: number): Promise<void> {
      const key = { company, person, channel, post, reply };
      const standing = await d.records.get(InboxRow, key);
      await d.records.merge([put(InboxRow, { ...key, kind: "reminder", at, state: "new" }, (standing?.version ?? 0) + 1)]);
      d.onChange(company, person, channel);
    },

    async setDone(actor: PersonActor, channel: string, message: string, done: boolean): Promise<void> {
      const ref = parseRef(message);
      const key = { company: actor.company, person: actor.person, channel, ...ref };
      const row = await d.records.get(InboxRow, key);
      // Only what stands in the inbox, and is shown there, can be done: the answer must not tell of anything else.
      if (!row || !(await visible(actor, row))) throw new Refusal("message_not_found");
      await d.records.merge([put(InboxRow, { ...row, state: done ? "done" : "new" }, row.version + 1)]);
      d.onChange(actor.company, actor.person, channel);
    },
  };
}
export type Inbox = ReturnType<typeof createInbox>;
